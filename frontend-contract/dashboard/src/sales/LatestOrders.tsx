import { LatestOrdersFragmentDoc } from "../generated/graphql";
import { unmasked, type FragmentType } from "../generated";
import type { Moved } from "../api/keeping";
import { Card, Denied, Nothing } from "../figures/Card";
import { say } from "../figures/language";
import { money, time, word } from "../figures/words";

interface LatestOrdersProps {
  query: FragmentType<typeof LatestOrdersFragmentDoc>;
  moved: readonly Moved[];
  timeZone: string;
}

/** The orders that something became of last. */
export function LatestOrders({ query, moved, timeZone }: LatestOrdersProps) {
  const { latest } = unmasked(LatestOrdersFragmentDoc, query);
  const keys = new Set(moved.map((each) => each.nodeKey));
  return (
    <Card title={say("Latest orders")} className="whole">
      {!latest ? (
        <Denied />
      ) : latest.nodes.length === 0 ? (
        <Nothing>{say("No order was placed yet.")}</Nothing>
      ) : (
        <table className="stacking">
          <thead>
            <tr>
              <th scope="col">{say("Order")}</th>
              <th scope="col">{say("Customer")}</th>
              <th scope="col">{say("State")}</th>
              <th scope="col">{say("Changed")}</th>
              <th scope="col" className="number">{say("Total")}</th>
            </tr>
          </thead>
          <tbody>
            {latest.nodes.map((order) => (
              <tr key={`${order.id} ${order.version}`} className={keys.has(order.id) ? "moved" : undefined}>
                <th scope="row">{order.number ?? "–"}</th>
                <td>{order.customer?.name ?? "–"}</td>
                <td><span className={`badge state-${order.state}`}>{word(order.state)}</span></td>
                <td><time dateTime={order.changedAt}>{time(order.changedAt, timeZone)}</time></td>
                <td className="number">{money(order.total)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}
