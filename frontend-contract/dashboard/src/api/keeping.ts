// Keeping what a query told up to date.
//
// The query also asks for `head`, which stands for the moment that its answer is of. Subscriptions go on after it, so nothing
// falls between the two; whenever they tell of something, the query is asked again. It is asked once at a time: what happens
// while it is under way is covered by one more answer, however much it was.
import type { AnyVariables, Client, CombinedError, TypedDocumentNode } from "urql";

export interface Told {
  eventLog: { head: string } | null;
}

/** What subscriptions tell: enough to know that something moved, and what. */
export interface Moves {
  moves: { changes: readonly Moved[] };
}

export interface Moved {
  nodeKey: string;
  node?: { number?: string | null; state?: string } | null;
}

export interface Kept<Data> {
  data?: Data | undefined;
  error?: CombinedError | undefined;
  /** What has moved since the answer before. */
  moved: readonly Moved[];
}

export interface Keeping<Data extends Told, Variables extends AnyVariables> {
  query: TypedDocumentNode<Data, Variables>;
  /** Asked anew each time, since what day it is follows from the clock. */
  variables: () => Variables;
  /** Each begins after `head`. */
  movements: readonly ((after: string) => { query: TypedDocumentNode<Moves, any>; variables: object })[];
}

const AGAIN_AFTER = 3_000;
const EVERY_MINUTE = 60_000;

/** Keep what a query told up to date, and tell it each time; ends with the function that it gives. */
export function keep<Data extends Told, Variables extends AnyVariables>(
  client: Client,
  { query, variables, movements }: Keeping<Data, Variables>,
  tell: (kept: Kept<Data>) => void,
): () => void {
  let ended = false;
  let asking = false;
  let askAgain = false;
  let moved: Moved[] = [];
  let following: (() => void)[] = [];

  async function ask(): Promise<void> {
    askAgain = true;
    if (asking) return;
    asking = true;
    while (askAgain && !ended) {
      askAgain = false;
      const told = moved;
      moved = [];
      const { data, error } = await client.query(query, variables()).toPromise();
      if (ended) return;
      tell({ data, error, moved: told });
      if (data?.eventLog) follow(data.eventLog.head);
      if (error?.networkError) setTimeout(() => void ask(), AGAIN_AFTER);
    }
    asking = false;
  }

  function follow(head: string): void {
    if (following.length > 0) return;
    following = movements.map((movement) => {
      const { query: subscription, variables: after } = movement(head);
      return client.subscription(subscription, after).subscribe((result) => {
        if (result.error) startOver(result.error);
        const changes = result.data?.moves.changes ?? [];
        if (changes.length === 0) return;
        moved.push(...changes);
        void ask();
      }).unsubscribe;
    });
  }

  /** The feed does not go on from where we are, or we were put off: ask for everything, and follow from there. */
  function startOver(error: CombinedError): void {
    const code = error.graphQLErrors[0]?.extensions["code"];
    // What may not be followed can still be looked at.
    if (code === "FORBIDDEN") return;
    unfollow();
    setTimeout(() => void ask(), code === "RESYNC_REQUIRED" ? 0 : AGAIN_AFTER);
  }

  function unfollow(): void {
    for (const stop of following) stop();
    following = [];
  }

  void ask();
  const clock = setInterval(() => void ask(), EVERY_MINUTE);
  return () => {
    ended = true;
    clearInterval(clock);
    unfollow();
  };
}
