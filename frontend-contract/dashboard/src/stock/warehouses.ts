import { StockByWarehouseFragmentDoc, type StockByWarehouseFragment } from "../generated/graphql";
import { unmasked, type FragmentType } from "../generated";
import { sum } from "../figures/decimal";

type Group = NonNullable<StockByWarehouseFragment["byLocation"]>[number];

export interface InWarehouse {
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
 * Add up what is at the locations of each warehouse, unit by unit: pieces and kilograms are never added. What is in none is
 * under way. Null where somebody may not see it.
 */
export function stockByWarehouse(query: FragmentType<typeof StockByWarehouseFragmentDoc>): readonly InUnit[] | null {
  const { byLocation } = unmasked(StockByWarehouseFragmentDoc, query);
  if (!byLocation) return null;
  const units = new Map(
    byLocation.flatMap((group) => group.sum.available ?? []).flatMap(({ unit }) => (unit ? [[unit.code, unit.name]] : [])) as [string, string][],
  );
  const warehouses = Map.groupBy(byLocation, (group) => group.key.location?.warehouse?.name ?? "Under way");
  return [...units].map(([code, name]) => ({
    code,
    name,
    warehouses: [...warehouses]
      .map(([warehouse, groups]) => ({
        name: warehouse,
        available: inUnit(groups, "available", code),
        reserved: inUnit(groups, "reserved", code),
      }))
      .filter((each) => Number(each.available) + Number(each.reserved) > 0)
      .sort((one, other) => one.name.localeCompare(other.name)),
  }));
}

function inUnit(groups: readonly Group[], figure: "available" | "reserved", code: string): string {
  return sum(groups.flatMap((group) => group.sum[figure] ?? []).filter((each) => each.unit?.code === code).map((each) => each.value));
}
