import { OrdersByStateFragmentDoc, type SalesOrderState } from "../generated/graphql";
import { unmasked, type FragmentType } from "../generated";
import { Card, Denied, Nothing } from "../figures/Card";
import { say } from "../figures/language";
import { quantity, word, wordWithin } from "../figures/words";

const OPEN: readonly SalesOrderState[] = ["DRAFT", "PENDING_APPROVAL", "CONFIRMED", "ON_HOLD"];
const OVER: readonly SalesOrderState[] = ["CLOSED", "CLOSED_SHORT", "CANCELLED"];

/** How many orders are in which state: bars for those that want something, words for those that are over. */
export function OrdersByState({ query }: { query: FragmentType<typeof OrdersByStateFragmentDoc> }) {
  const { byState } = unmasked(OrdersByStateFragmentDoc, query);
  const count = (state: SalesOrderState) => byState?.find((group) => group.key.state === state)?.count ?? 0;
  const most = Math.max(1, ...OPEN.map(count));
  const over = OVER.filter((state) => count(state) > 0);
  return (
    <Card title={say("Orders by state")}>
      {!byState ? (
        <Denied />
      ) : byState.length === 0 ? (
        <Nothing>{say("No order was placed yet.")}</Nothing>
      ) : (
        <>
          <ul className="bars">
            {OPEN.map((state) => (
              <li key={state} className={`state-${state}`}>
                <span>{word(state)}</span>
                <svg className="bar" aria-hidden="true"><rect width={`${(100 * count(state)) / most}%`} height="100%" rx="6" /></svg>
                <span key={count(state)} className="value">{quantity(String(count(state)))}</span>
              </li>
            ))}
          </ul>
          {over.length > 0 && (
            <p className="quiet">{over.map((state) => `${quantity(String(count(state)))} ${wordWithin(state)}`).join(" · ")}</p>
          )}
        </>
      )}
    </Card>
  );
}
