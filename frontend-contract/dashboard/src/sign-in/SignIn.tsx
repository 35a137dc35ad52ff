import { useState } from "react";
import { signIn } from "./session";

/** What somebody sees who is not signed in. */
export function SignIn({ problem }: { problem?: string | undefined }) {
  const [failed, setFailed] = useState<string>();
  const said = failed ?? problem;
  return (
    <main className="sign-in">
      <h1>Torso</h1>
      <p>Stock, orders and revenue, as they move.</p>
      {said && <p role="alert" className="alarm">{said}</p>}
      <button type="button" onClick={() => void signIn().catch(() => setFailed("The server does not answer."))}>
        Sign in
      </button>
    </main>
  );
}
