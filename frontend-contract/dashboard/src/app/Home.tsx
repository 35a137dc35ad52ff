import type { Client as Socket } from "graphql-ws";
import { useState } from "react";
import { useQuery } from "urql";
import { useConnection } from "../api/useConnection";
import { Nothing } from "../figures/Card";
import { say } from "../figures/language";
import { CompaniesDocument } from "../generated/graphql";
import type { Session } from "../sign-in/session";
import { Dashboard } from "./Dashboard";
import { Header } from "./Header";

/** The page of somebody who is signed in: which company, and how it stands there. */
export function Home({ session, socket }: { session: Session; socket: Socket }) {
  const [{ data, error }, askAgain] = useQuery({ query: CompaniesDocument });
  const [chosen, choose] = useState<string>();
  const connection = useConnection(socket);
  const companies = data?.viewer.companies?.nodes.filter((each) => each.archivedAt === null) ?? [];
  const company = companies.find((each) => each.id === chosen) ?? companies[0];
  return (
    <>
      <Header
        name={data?.viewer.name}
        companies={companies}
        company={company}
        onChoose={choose}
        connection={connection}
        onSignOut={() => session.signOut()}
      />
      <main>
        {company ? (
          <Dashboard key={company.id} company={company} />
        ) : error ? (
          <div role="alert" className="card">
            <p>{error.networkError ? say("The server does not answer.") : error.graphQLErrors[0]?.message}</p>
            <button type="button" onClick={() => askAgain()}>{say("Try again")}</button>
          </div>
        ) : (
          <Nothing>{say(data ? "There is no company that you may see." : "One moment …")}</Nothing>
        )}
      </main>
    </>
  );
}
