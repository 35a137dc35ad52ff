import { useId, type ReactNode } from "react";
import { say } from "./language";

interface CardProps {
  title: string;
  note?: string | undefined;
  className?: string;
  children: ReactNode;
}

/** A part of the page with a heading of its own. */
export function Card({ title, note, className = "", children }: CardProps) {
  const heading = useId();
  return (
    <section className={`card ${className}`} aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      {note && <p className="quiet">{note}</p>}
      {children}
    </section>
  );
}

/** Said where there is nothing to show. */
export function Nothing({ children }: { children: ReactNode }) {
  return <p className="nothing">{children}</p>;
}

/** Said where somebody may not see what would be here: what is denied is null. */
export function Denied() {
  return <Nothing>{say("You may not see this.")}</Nothing>;
}
