import { LowStockFragmentDoc } from "../generated/graphql";
import { unmasked, type FragmentType } from "../generated";
import { isAtMost } from "../figures/decimal";

export interface Low {
  id: string;
  code: string;
  name: string;
  available: string;
  reorderPoint: string;
  unit: string;
}

/** Find what is to be ordered: SKUs of which no more is available, in all warehouses together, than their reorder point says. */
export function lowStock(query: FragmentType<typeof LowStockFragmentDoc>): readonly Low[] | null {
  const { bySku } = unmasked(LowStockFragmentDoc, query);
  if (!bySku) return null;
  return bySku
    .flatMap(({ key: { sku }, sum }): Low[] => {
      const available = sum.available?.[0];
      if (!sku?.reorderPoint || !available || !isAtMost(available.value, sku.reorderPoint.value)) return [];
      const { id, code, name } = sku;
      return [{ id, code, name, available: available.value, reorderPoint: sku.reorderPoint.value, unit: available.unit?.code ?? "" }];
    })
    .sort((one, other) => share(one) - share(other));
}

/** How much of the reorder point is left. */
function share(low: Low): number {
  return Number(low.available) / Math.max(Number(low.reorderPoint), 1e-9);
}
