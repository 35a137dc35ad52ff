import { useEffect, useState } from "react";
import { Provider } from "urql";
import { connect, type Api } from "../api/client";
import { openSession, type Session } from "../sign-in/session";
import { say, type Words } from "../figures/language";
import { SignIn } from "../sign-in/SignIn";
import { Home } from "./Home";

type Opened = { session: Session; api: Api };

/** Signs somebody in, and then shows what they may see. */
export function App() {
  const [opened, setOpened] = useState<Opened | null>();
  const [problem, setProblem] = useState<Words>();

  useEffect(() => {
    openSession().then(
      (session) => setOpened(session && { session, api: connect(session) }),
      () => {
        setProblem("You could not be signed in. Try again.");
        setOpened(null);
      },
    );
  }, []);

  useEffect(() => {
    if (!opened) return;
    opened.session.onEnded = () => {
      void opened.api.socket.dispose();
      setProblem("You are signed out.");
      setOpened(null);
    };
  }, [opened]);

  if (opened === undefined) return <p className="nothing" role="status">{say("One moment …")}</p>;
  if (opened === null) return <SignIn problem={problem} />;
  return (
    <Provider value={opened.api.client}>
      <Home session={opened.session} socket={opened.api.socket} />
    </Provider>
  );
}
