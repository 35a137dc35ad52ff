// Subscriptions that go on after an interruption: each batch has a cursor, and whoever connects anew asks for what comes after
// the last one. graphql-ws asks again by itself, with what `variables` says at that moment.
import type { Client as Socket } from "graphql-ws";
import type { ExecutionResult } from "urql";

interface Sink {
  next(result: ExecutionResult): void;
  error(error: unknown): void;
  complete(): void;
}

interface Request {
  query?: string | undefined;
  variables?: Record<string, unknown> | undefined;
}

export function resumed(socket: Socket, request: Request, sink: Sink): { unsubscribe: () => void } {
  let cursor: string | undefined;
  const payload = {
    query: request.query ?? "",
    get variables() {
      return { ...request.variables, ...(cursor && { after: cursor }) };
    },
  };
  const unsubscribe = socket.subscribe(payload, {
    next: (result) => {
      cursor = cursorOf(result.data) ?? cursor;
      // The two libraries say the same of a result by types of their own.
      sink.next(result as ExecutionResult);
    },
    error: (error) => sink.error(error),
    complete: () => sink.complete(),
  });
  return { unsubscribe };
}

/** Give the cursor of the batch that the one root field of a subscription told. */
function cursorOf(data: Record<string, unknown> | null | undefined): string | undefined {
  const batch = Object.values(data ?? {})[0] as { cursor?: string } | null | undefined;
  return batch?.cursor ?? undefined;
}
