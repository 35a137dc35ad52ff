import { InvoicesMoveDocument, OrdersMoveDocument, SalesDocument } from "../generated/graphql";
import { useKept } from "../api/useKept";
import { dayIn } from "../figures/words";
import type { Company } from "../app/company";
import { monthBefore } from "./months";

const DAY = 24 * 60 * 60 * 1000;

/** Everything about the sales of a company, as it moves. */
export function useSales(company: Company) {
  return useKept(company.id, {
    query: SalesDocument,
    variables: () => ({
      company: company.id,
      today: dayIn(company.timeZone, new Date()),
      yesterday: new Date(Date.now() - 2 * DAY).toISOString(),
      // A day more than eleven months, since it begins earlier in some time zones; what comes of that month is not shown.
      lastYear: new Date(Date.parse(monthBefore(dayIn(company.timeZone, new Date()), 11)) - DAY).toISOString(),
    }),
    movements: [
      (after) => ({ query: OrdersMoveDocument, variables: { company: company.id, after } }),
      (after) => ({ query: InvoicesMoveDocument, variables: { company: company.id, after } }),
    ],
  });
}
