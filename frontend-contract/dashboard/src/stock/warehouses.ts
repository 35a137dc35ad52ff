import { StockByWarehouseFragmentDoc, type StockByWarehouseFragment } from "../generated/graphql";
import { unmasked, type FragmentType } from "../generated";
import { say } from "../figures/language";

type Group = NonNullable<StockByWarehouseFragment["byWarehouse"]>[number];

export interface InWarehouse {
  id: string;
  name: string;
  available: string;
  reserved: string;
}

export interface InUnit {
  code: string;
  name: string;
  warehouses: readonly InWarehouse[];
}

/**
 * Give what is in each warehouse, unit by unit: the server adds it up, and never pieces and kilograms. What is in no warehouse
 * is under way. What is in most warehouses comes first. Null where somebody may not see it.
 */
export function stockByWarehouse(query: FragmentType<typeof StockByWarehouseFragmentDoc>): readonly InUnit[] | null {
  const { byWarehouse } = unmasked(StockByWarehouseFragmentDoc, query);
  if (!byWarehouse) return null;
  const units = new Map(
    byWarehouse.flatMap((group) => group.sum.available ?? []).flatMap(({ unit }) => (unit ? [[unit.code, unit.name]] : [])) as [string, string][],
  );
  return [...units]
    .map(([code, name]) => ({ code, name, warehouses: byWarehouse.flatMap((group) => inWarehouse(group, code)).sort(byName) }))
    .filter((unit) => unit.warehouses.length > 0)
    .sort((one, other) => other.warehouses.length - one.warehouses.length || one.name.localeCompare(other.name));
}

function inWarehouse({ key, sum }: Group, unit: string): InWarehouse[] {
  const warehouse = key.locationWarehouse;
  const available = sum.available?.find((each) => each.unit?.code === unit)?.value ?? "0";
  const reserved = sum.reserved?.find((each) => each.unit?.code === unit)?.value ?? "0";
  if (Number(available) + Number(reserved) === 0) return [];
  return [{ id: warehouse?.id ?? "", name: warehouse?.name ?? say("Under way"), available, reserved }];
}

function byName(one: InWarehouse, other: InWarehouse): number {
  return one.name.localeCompare(other.name);
}
