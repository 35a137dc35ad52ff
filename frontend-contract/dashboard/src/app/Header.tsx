import type { Connection } from "../api/useConnection";
import { say, type Words } from "../figures/language";
import type { Company } from "./company";

const SAID: Record<Connection, Words> = {
  connecting: "Connecting …",
  live: "Live",
  interrupted: "Interrupted, trying again …",
};

interface HeaderProps {
  name: string | undefined;
  companies: readonly Company[];
  company: Company | undefined;
  onChoose: (id: string) => void;
  connection: Connection;
  onSignOut: () => void;
}

/** Whose company it is, whether what is shown moves, and who looks at it. */
export function Header({ name, companies, company, onChoose, connection, onSignOut }: HeaderProps) {
  return (
    <header>
      <h1>Torso</h1>
      {companies.length > 1 ? (
        <label>
          <span className="unseen">{say("Company")}</span>
          <select value={company?.id ?? ""} onChange={(event) => onChoose(event.target.value)}>
            {companies.map((each) => (
              <option key={each.id} value={each.id}>{each.name}</option>
            ))}
          </select>
        </label>
      ) : (
        <span>{company?.name}</span>
      )}
      <span role="status" className={`connection ${connection}`}>{say(SAID[connection])}</span>
      <span className="name quiet">{name}</span>
      <button type="button" className="second" onClick={onSignOut}>{say("Sign out")}</button>
    </header>
  );
}
