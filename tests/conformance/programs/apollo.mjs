// Apollo Client, with its cache: requests over HTTP, subscriptions over a socket.
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from "@apollo/client/core";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { first, headers, socket, tell, url } from "./asking.mjs";

await tell(async (operation) => {
  const overSocket = new GraphQLWsLink(socket(operation));
  const overHttp = new HttpLink({ uri: url, headers: headers(operation) });
  const link = ApolloLink.split(() => operation.kind === "subscription", overSocket, overHttp);
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  const [document, { variables }] = [gql(operation.text), operation];
  if (operation.kind === "query") return (await client.query({ query: document, variables })).data;
  if (operation.kind === "mutation") return (await client.mutate({ mutation: document, variables })).data;
  return first((next, error) => {
    const heard = ({ data, error: wrong }) => (wrong ? error(wrong) : next(data));
    const subscription = client.subscribe({ query: document, variables }).subscribe({ next: heard, error });
    return () => subscription.unsubscribe();
  });
});
