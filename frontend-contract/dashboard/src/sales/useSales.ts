import { InvoicesMoveDocument, OrdersMoveDocument, SalesDocument } from "../generated/graphql";
import { useKept } from "../api/useKept";
import { dayIn } from "../figures/words";
import type { Company } from "../app/company";

const DAY = 24 * 60 * 60 * 1000;

/** Everything about the sales of a company, as it moves. */
export function useSales(company: Company) {
  return useKept(company.id, {
    query: SalesDocument,
    variables: () => ({
      company: company.id,
      today: dayIn(company.timeZone, new Date()),
      yesterday: new Date(Date.now() - 2 * DAY).toISOString(),
      lastYear: elevenMonthsBefore(dayIn(company.timeZone, new Date())),
    }),
    movements: [
      (after) => ({ query: OrdersMoveDocument, variables: { company: company.id, after } }),
      (after) => ({ query: InvoicesMoveDocument, variables: { company: company.id, after } }),
    ],
  });
}

/** Give the first day of the month eleven months before a day, so that there are twelve with its own. */
function elevenMonthsBefore(day: string): string {
  const first = new Date(`${day.slice(0, 7)}-01T00:00:00Z`);
  first.setUTCMonth(first.getUTCMonth() - 11);
  return first.toISOString();
}
