// What each program here is told, and how it tells what came of it.
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const told = JSON.parse(process.argv[2]);

export const { address } = told;
export const url = `${address}/graphql`;
/** Where what was made for this program is. */
export const { made } = told;

/** The headers of whoever asks an operation. */
export const headers = ({ token }) => ({ authorization: `Bearer ${token}` });

/** A socket for whoever asks an operation. */
export const socket = (operation) =>
  createClient({
    url: url.replace("http", "ws"),
    webSocketImpl: WebSocket,
    connectionParams: () => headers(operation),
    retryAttempts: 0,
  });

/** Asks each operation, one after the other, and prints the data of all, or what went wrong, by their names. */
export const tell = async (ask) => {
  const answers = {};
  for (const operation of told.operations) {
    answers[operation.name] = await ask(operation).then(
      (data) => ({ data }),
      (error) => ({ error: `${error.stack ?? error} ${JSON.stringify(error)}` }),
    );
  }
  // What goes into a pipe is not there yet when the call is back.
  process.stdout.write(JSON.stringify(answers), () => process.exit(0));
};

/** The first answer of a subscription: `begin` is given what to do with one and with an error, and gives what ends it. */
export const first = (begin) =>
  new Promise((resolve, reject) => {
    const end = begin((answer) => {
      setTimeout(() => end(), 0);
      resolve(answer);
    }, reject);
  });
