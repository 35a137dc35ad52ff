// urql, with its cache of documents: requests over HTTP, subscriptions as streams of events.
import { cacheExchange, Client, fetchExchange } from "@urql/core";
import { pipe, subscribe } from "wonka";
import { first, headers, tell, url } from "./asking.mjs";

const whole = ({ data, error }) => {
  if (error) throw error;
  return data;
};

await tell(async (operation) => {
  const client = new Client({
    url,
    exchanges: [cacheExchange, fetchExchange],
    fetchOptions: { headers: headers(operation) },
    fetchSubscriptions: true,
    preferGetMethod: false,
  });
  const { kind, text, variables } = operation;
  if (kind === "query") return whole(await client.query(text, variables).toPromise());
  if (kind === "mutation") return whole(await client.mutation(text, variables).toPromise());
  return whole(await first((next) => pipe(client.subscription(text, variables), subscribe(next)).unsubscribe));
});
