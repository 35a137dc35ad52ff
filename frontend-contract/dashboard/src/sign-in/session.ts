// Who is signed in, for as long as this page is open.
//
// Tokens are in memory alone: what is in a storage of the browser can be read by any script that ever runs here, also
// tomorrow. So a page that is loaded anew has none, and asks for new ones with `prompt=none`: the cookie of the server, which
// no script can read, answers for whoever is still signed in. Only what is good for one attempt lies in sessionStorage.
import type { AuthorizationServer } from "oauth4webapi";
import { begun, discovered, ended, redeemed, renewed, type Attempt, type Tokens } from "./oauth";

const ATTEMPT = "signing in";
const SIGNED_IN = "signed in";
/** How long before its end a token is not used any more. */
const MARGIN = 60_000;

export class Session {
  #renewal: Promise<Tokens> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Called with each new access token, and when there will be none any more. */
  onRenewed: () => void = () => {};
  onEnded: () => void = () => {};

  readonly #server: AuthorizationServer;
  #tokens: Tokens;

  constructor(server: AuthorizationServer, tokens: Tokens) {
    this.#server = server;
    this.#tokens = tokens;
    this.#renewInTime();
  }

  /** Give a token that is good for another minute. */
  async accessToken(): Promise<string> {
    if (Date.now() < this.#tokens.endsAt - MARGIN) return this.#tokens.access;
    return (await this.renew()).access;
  }

  /** Renew the tokens. Whoever asks meanwhile waits for the same ones, since a refresh token is good once. */
  renew(): Promise<Tokens> {
    this.#renewal ??= this.#renewed().finally(() => (this.#renewal = undefined));
    return this.#renewal;
  }

  signOut(): void {
    clearTimeout(this.#timer);
    sessionStorage.removeItem(SIGNED_IN);
    location.assign(ended(this.#server, this.#tokens));
  }

  async #renewed(): Promise<Tokens> {
    try {
      this.#tokens = await renewed(this.#server, this.#tokens);
    } catch (error) {
      // Without the network it is tried again by whoever needs a token next; a refusal is the end.
      if (!(error instanceof TypeError)) this.onEnded();
      throw error;
    }
    this.#renewInTime();
    this.onRenewed();
    return this.#tokens;
  }

  #renewInTime(): void {
    clearTimeout(this.#timer);
    const wait = Math.max(this.#tokens.endsAt - MARGIN - Date.now(), 1_000);
    this.#timer = setTimeout(() => void this.renew().catch(() => {}), wait);
  }
}

let opening: Promise<Session | null> | undefined;

/** Find out who is signed in; null for nobody. It is found out once, however often it is asked. */
export function openSession(): Promise<Session | null> {
  opening ??= opened();
  return opening;
}

/** Leave for the page where people sign in. */
export async function signIn(quietly = false): Promise<never> {
  const [attempt, page] = await begun(await discovered(), quietly);
  sessionStorage.setItem(ATTEMPT, JSON.stringify(attempt));
  location.assign(page);
  return new Promise(() => {});
}

async function opened(): Promise<Session | null> {
  const address = new URL(location.href);
  const remembered = sessionStorage.getItem(ATTEMPT);
  if (address.searchParams.has("state") && remembered) return cameBack(address, JSON.parse(remembered) as Attempt);
  return sessionStorage.getItem(SIGNED_IN) ? signIn(true) : null;
}

async function cameBack(address: URL, attempt: Attempt): Promise<Session | null> {
  sessionStorage.removeItem(ATTEMPT);
  // The code is used up, and is nobody's business in the history of the browser.
  history.replaceState(null, "", "/");
  if (address.searchParams.get("error") === "login_required") {
    sessionStorage.removeItem(SIGNED_IN);
    return null;
  }
  const server = await discovered();
  const session = new Session(server, await redeemed(server, attempt, address));
  sessionStorage.setItem(SIGNED_IN, "yes");
  return session;
}
