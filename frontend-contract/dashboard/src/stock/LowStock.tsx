import { Card, Denied, Nothing } from "../figures/Card";
import { say } from "../figures/language";
import { quantity, symbol } from "../figures/words";
import type { Low } from "./low";

const SHOWN = 10;

/** What is running out, that of which least is left first. */
export function LowStock({ low }: { low: readonly Low[] | null }) {
  return (
    <Card title={say("Low stock")} note={say("No more is available than the reorder point")} className="tall">
      {!low ? (
        <Denied />
      ) : low.length === 0 ? (
        <Nothing>{say("There is enough of everything.")}</Nothing>
      ) : (
        <>
          <ul className="alerts">
            {low.slice(0, SHOWN).map((each) => (
              <li key={each.id}>
                <span className="what">{each.name}<span className="quiet">{each.code}</span></span>
                <span className="number">
                  <strong key={each.available} className="value">{quantity(each.available)}</strong>
                  <span className="quiet"> {say("of {most} {unit}", { most: quantity(each.reorderPoint), unit: symbol(each.unit) })}</span>
                </span>
              </li>
            ))}
          </ul>
          {low.length > SHOWN && <p className="quiet">{say("and {count} more", { count: quantity(String(low.length - SHOWN)) })}</p>}
        </>
      )}
    </Card>
  );
}
