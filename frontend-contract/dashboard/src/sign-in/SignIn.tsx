import { useState } from "react";
import { say, type Words } from "../figures/language";
import { signIn } from "./session";

/** What somebody sees who is not signed in. */
export function SignIn({ problem }: { problem?: Words | undefined }) {
  const [failed, setFailed] = useState<Words>();
  const said = failed ?? problem;
  return (
    <main className="sign-in">
      <h1>Torso</h1>
      <p>{say("Stock, orders and revenue, as they move.")}</p>
      {said && <p role="alert" className="alarm">{say(said)}</p>}
      <button type="button" onClick={() => void signIn().catch(() => setFailed("The server does not answer."))}>
        {say("Sign in")}
      </button>
    </main>
  );
}
