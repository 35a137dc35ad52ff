// Relay: its runtime, with what its compiler has made of the operations, and its normalized store.
import { pathToFileURL } from "node:url";
import relay from "relay-runtime";
import { first, headers, made, socket, tell, url } from "./asking.mjs";

const { commitMutation, Environment, fetchQuery, Network, Observable, RecordSource, requestSubscription, Store } = relay;
const SUFFIX = { query: "Query", mutation: "Mutation", subscription: "Subscription" };

const fetching = (operation) => async ({ text }, variables) => {
  const response = await fetch(url, {
    method: "POST",
    headers: { ...headers(operation), "content-type": "application/json", accept: "application/graphql-response+json" },
    body: JSON.stringify({ query: text, variables }),
  });
  return response.json();
};

const subscribing = (operation) => ({ text }, variables) =>
  Observable.create((sink) => socket(operation).subscribe({ query: text, variables }, sink));

await tell(async (operation) => {
  const environment = new Environment({
    network: Network.create(fetching(operation), subscribing(operation)),
    store: new Store(new RecordSource()),
  });
  const { kind, name, variables } = operation;
  const { default: artifact } = await import(pathToFileURL(`${made}/${name}${SUFFIX[kind]}.graphql.js`));
  if (kind === "query") return fetchQuery(environment, artifact, variables).toPromise();
  if (kind === "mutation") {
    return new Promise((onCompleted, onError) => {
      const completed = (data, errors) => (errors ? onError(errors) : onCompleted(data));
      commitMutation(environment, { mutation: artifact, variables, onCompleted: completed, onError });
    });
  }
  return first((onNext, onError) =>
    requestSubscription(environment, { subscription: artifact, variables, onNext, onError }).dispose,
  );
});
