import { StockDocument, StockMovesDocument } from "../generated/graphql";
import { useKept } from "../api/useKept";
import type { Company } from "../app/company";

/** What is in stock, as it moves. */
export function useStock(company: Company) {
  return useKept(company.id, {
    query: StockDocument,
    variables: () => ({ company: company.id }),
    movements: [(after) => ({ query: StockMovesDocument, variables: { company: company.id, after } })],
  });
}
