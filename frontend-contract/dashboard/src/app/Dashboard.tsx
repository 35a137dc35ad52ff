import { Figure } from "../figures/Figure";
import { Nothing } from "../figures/Card";
import { say } from "../figures/language";
import { dayIn, quantity, word } from "../figures/words";
import { LatestOrders } from "../sales/LatestOrders";
import { OrdersByState } from "../sales/OrdersByState";
import { SalesByMonth } from "../sales/SalesByMonth";
import { invoiced, soldOn } from "../sales/today";
import { Turnover } from "../sales/Turnover";
import { useSales } from "../sales/useSales";
import { LowStock } from "../stock/LowStock";
import { lowStock } from "../stock/low";
import { StockByWarehouse } from "../stock/StockByWarehouse";
import { useStock } from "../stock/useStock";
import type { Moved } from "../api/keeping";
import type { Company } from "./company";

/** How it stands with a company now. */
export function Dashboard({ company }: { company: Company }) {
  const sales = useSales(company);
  const stock = useStock(company);
  const error = sales.error?.networkError ?? stock.error?.networkError;
  const low = stock.data ? lowStock(stock.data) : null;
  const today = dayIn(company.timeZone, new Date());
  if (!sales.data && !stock.data) return <Nothing>{say(error ? "The server does not answer." : "One moment …")}</Nothing>;
  return (
    <>
      {error && <p role="alert" className="alarm">{say("The server does not answer. What you see may be old.")}</p>}
      <dl className="figures">
        {sales.data && (
          <>
            <Turnover label={say("Revenue today")} told={invoiced(sales.data)} of={say("invoices and credit notes")} currency={company.currency} />
            <Turnover label={say("Sold today")} told={soldOn(today, sales.data)} of={say("confirmed orders")} currency={company.currency} />
          </>
        )}
        {low && <Figure label={say("Low stock")} value={quantity(String(low.length))} note={say("SKUs to reorder")} alarming={low.length > 0} />}
      </dl>
      <div className="cards">
        {sales.data && <OrdersByState query={sales.data} />}
        {stock.data && <StockByWarehouse query={stock.data} />}
        {stock.data && <LowStock low={low} />}
        {sales.data && <SalesByMonth query={sales.data} currency={company.currency} today={today} />}
        {sales.data && <LatestOrders query={sales.data} moved={sales.moved} timeZone={company.timeZone} />}
      </div>
      <p role="status" className="unseen">{announced(sales.moved)}</p>
      <p role="status" className="unseen">{low && say("SKUs to reorder: {count}", { count: quantity(String(low.length)) })}</p>
    </>
  );
}

/** What somebody who does not see the page is told. */
function announced(moved: readonly Moved[]): string {
  const last = moved.findLast((each) => each.node?.state)?.node;
  return last?.state ? say("Order {number}: {state}", { number: last.number ?? "", state: word(last.state) }) : "";
}
