// Takes the libraries of frontends through queries and subscriptions against a server, and prints what came of it as JSON.
import { ApolloClient, gql, InMemoryCache } from "@apollo/client/core";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { cacheExchange, Client, fetchExchange, subscriptionExchange } from "@urql/core";
import { createClient as createStreams } from "graphql-sse";
import { createClient as createSocket } from "graphql-ws";
import { pipe, subscribe } from "wonka";
import WebSocket from "ws";

const { address, token, only } = JSON.parse(process.argv[2]);
const url = `${address}/graphql`;
const authorization = `Bearer ${token}`;
const UNITS = "{ units(first: 1) { totalCount } }";
const PROGRESS = "subscription { jobProgress { cursor changes { kind nodeKey } } }";

const socket = () =>
  createSocket({
    url: url.replace("http", "ws"),
    webSocketImpl: WebSocket,
    connectionParams: () => ({ authorization }),
    retryAttempts: 0,
  });

// Waits for a batch that has changes, and gives what became of the first.
const firstChange = (begin) =>
  new Promise((resolve, reject) => {
    const end = begin((answer) => {
      const [change] = answer.data?.jobProgress?.changes ?? [];
      if (answer.errors) reject(new Error(JSON.stringify(answer.errors)));
      if (!change) return;
      setTimeout(() => end(), 0);
      resolve(change.kind);
    }, reject);
  });

const whole = (client, query) =>
  new Promise((resolve, reject) => {
    const answers = [];
    client.subscribe({ query }, {
      next: (answer) => answers.push(answer),
      error: (error) => resolve(error[0]?.extensions?.code ?? error.response?.status ?? reject(error)),
      complete: () => resolve(answers.map((answer) => answer.data.units.totalCount > 0)),
    });
  });

const plain = async (client) => [
  await whole(client, UNITS),
  await whole(client, "{{"),
  await firstChange((next, error) => client.subscribe({ query: PROGRESS }, { next, error, complete: () => {} })),
];

const clients = {
  "graphql-ws": async () => {
    const client = socket();
    const done = await plain(client);
    await client.dispose();
    return done;
  },
  "graphql-sse": async () => {
    const client = createStreams({ url, headers: () => ({ authorization }), retryAttempts: 0 });
    const done = await plain(client);
    client.dispose();
    return done;
  },
  "@apollo/client": async () => {
    const over = socket();
    const client = new ApolloClient({ link: new GraphQLWsLink(over), cache: new InMemoryCache() });
    const { data } = await client.query({ query: gql(UNITS) });
    const kind = await firstChange((next, error) => {
      const subscription = client.subscribe({ query: gql(PROGRESS) }).subscribe({ next, error });
      return () => subscription.unsubscribe();
    });
    await over.dispose();
    return [data.units.totalCount > 0, kind];
  },
  "@urql/core over a socket": async () => {
    const over = socket();
    const forwardSubscription = (request) => ({
      subscribe: (sink) => ({ unsubscribe: over.subscribe({ ...request, query: request.query ?? "" }, sink) }),
    });
    const done = await urql([fetchExchange, subscriptionExchange({ forwardSubscription })]);
    await over.dispose();
    return done;
  },
  "@urql/core over streams": () => urql([fetchExchange], { fetchSubscriptions: true }),
};

const urql = async (exchanges, options) => {
  const client = new Client({
    url,
    exchanges: [cacheExchange, ...exchanges],
    fetchOptions: () => ({ headers: { authorization } }),
    preferGetMethod: false,
    ...options,
  });
  const { data, error } = await client.query(UNITS, {}).toPromise();
  if (error) throw error;
  const kind = await firstChange((next, fail) => {
    const { unsubscribe } = pipe(
      client.subscription(PROGRESS, {}),
      subscribe((result) => (result.error ? fail(result.error) : next(result))),
    );
    return unsubscribe;
  });
  return [data.units.totalCount > 0, kind];
};

console.log(JSON.stringify(await clients[only]()));
process.exit(0);
