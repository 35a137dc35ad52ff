// The client for queries over HTTP and subscriptions over one socket, both with the token of the session.
import { CloseCode, createClient as createSocket, type Client as Socket } from "graphql-ws";
import { Client, fetchExchange, subscriptionExchange } from "urql";
import type { Session } from "../sign-in/session";
import { resumed } from "./resuming";

const REFUSED: readonly number[] = [CloseCode.Unauthorized, CloseCode.Forbidden];

export interface Api {
  client: Client;
  socket: Socket;
}

export function connect(session: Session): Api {
  const socket = createSocket({
    url: `${location.origin.replace(/^http/, "ws")}/graphql`,
    connectionParams: async () => ({ authorization: `Bearer ${await session.accessToken()}` }),
    // It is tried again for as long as the page is open, and not by everybody at once.
    retryAttempts: Infinity,
    retryWait: (tries) => pause(Math.min(250 * 2 ** tries, 15_000) * (0.5 + Math.random())),
    shouldRetry: () => true,
    keepAlive: 10_000,
  });
  // A socket is as good as the token that it began with. A new one goes on where the old one was.
  session.onRenewed = () => socket.terminate();
  // One that is refused has a token that ended before its time: there is another one, or nobody is signed in any more.
  socket.on("closed", (event) => {
    if (REFUSED.includes((event as CloseEvent).code)) void session.renew().catch(() => {});
  });
  const client = new Client({
    url: "/graphql",
    preferGetMethod: false,
    // Nothing is cached: what is on the page is asked for again whenever it has moved.
    requestPolicy: "network-only",
    fetch: async (address, options) => {
      const response = await fetch(address, await signed(session, options));
      if (response.status !== 401) return response;
      // The token has ended before its time: another one, or nobody is signed in any more.
      await session.renew();
      return fetch(address, await signed(session, options));
    },
    exchanges: [
      fetchExchange,
      subscriptionExchange({ forwardSubscription: (request) => ({ subscribe: (sink) => resumed(socket, request, sink) }) }),
    ],
  });
  return { client, socket };
}

async function signed(session: Session, options: RequestInit | undefined): Promise<RequestInit> {
  const headers = new Headers(options?.headers);
  headers.set("authorization", `Bearer ${await session.accessToken()}`);
  return { ...options, headers };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
