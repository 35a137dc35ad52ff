// The client that `./torso clients typescript` makes; its documents of subscriptions go over a socket.
import { pathToFileURL } from "node:url";
import { address, first, made, socket, tell } from "./asking.mjs";

const client = await import(pathToFileURL(`${made}/index.js`));

await tell(async (operation) => {
  const document = client[`${operation.name}Document`];
  const { kind, token, variables } = operation;
  const answer =
    kind === "subscription"
      ? await first((next, error) =>
          socket(operation).subscribe({ query: document.toString(), variables }, { next, error, complete() {} }),
        )
      : await client.ask({ address, token: () => token }, document, variables);
  if (answer.errors?.length) throw answer.errors;
  return answer.data;
});
