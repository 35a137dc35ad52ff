// The protocol: OAuth 2.1, authorization code with PKCE, for a program that keeps no secret. Nothing is remembered here.
import * as oauth from "oauth4webapi";

const PROGRAM: oauth.Client = { client_id: "torso-web" };
const NO_SECRET = oauth.None();
const HERE = `${location.origin}/`;

// No more than the dashboard shows: whoever came by its token could read this, and change nothing.
const SCOPE = [
  "openid",
  "profile",
  "sales.order:read",
  "finance.invoice:read",
  "inventory.stock:read",
  "inventory.product:read",
  "inventory.warehouse:read",
  "platform.party:read",
].join(" ");

// On this machine a server is tried out without HTTPS.
const OPTIONS = { [oauth.allowInsecureRequests]: location.protocol === "http:" };

export interface Tokens {
  access: string;
  /** When the access token ends, in milliseconds as `Date.now()` has them. */
  endsAt: number;
  refresh: string | undefined;
  id: string | undefined;
}

/** What has to be known when the browser comes back. */
export interface Attempt {
  verifier: string;
  state: string;
  nonce: string;
}

/** Ask the server where its endpoints are. Under another name than its own it sends the browser there. */
export async function discovered(): Promise<oauth.AuthorizationServer> {
  const origin = new URL(location.origin);
  const response = await oauth.discoveryRequest(origin, { algorithm: "oauth2", ...OPTIONS });
  const { issuer } = (await response.clone().json()) as oauth.AuthorizationServer;
  if (new URL(issuer).origin !== origin.origin) {
    location.replace(issuer);
    return new Promise(() => {});
  }
  return oauth.processDiscoveryResponse(origin, response);
}

/** Say what a new attempt has to remember, and where it begins. Quietly: whoever is not signed in is asked nothing. */
export async function begun(server: oauth.AuthorizationServer, quietly: boolean): Promise<[Attempt, URL]> {
  const attempt = {
    verifier: oauth.generateRandomCodeVerifier(),
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
  };
  const page = new URL(server.authorization_endpoint!);
  page.search = new URLSearchParams({
    client_id: PROGRAM.client_id,
    redirect_uri: HERE,
    response_type: "code",
    scope: SCOPE,
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(attempt.verifier),
    code_challenge_method: "S256",
    ...(quietly && { prompt: "none" }),
  }).toString();
  return [attempt, page];
}

/** Exchange what the browser came back with for tokens. */
export async function redeemed(server: oauth.AuthorizationServer, attempt: Attempt, address: URL): Promise<Tokens> {
  const checked = oauth.validateAuthResponse(server, PROGRAM, address, attempt.state);
  const response = await oauth.authorizationCodeGrantRequest(
    server, PROGRAM, NO_SECRET, checked, HERE, attempt.verifier, OPTIONS,
  );
  return kept(
    await oauth.processAuthorizationCodeResponse(server, PROGRAM, response, {
      expectedNonce: attempt.nonce,
      requireIdToken: true,
    }),
  );
}

/** Exchange a refresh token, which is good once: the answer brings the next one. */
export async function renewed(server: oauth.AuthorizationServer, tokens: Tokens): Promise<Tokens> {
  if (!tokens.refresh) throw new Error("There is no refresh token.");
  const response = await oauth.refreshTokenGrantRequest(server, PROGRAM, NO_SECRET, tokens.refresh, OPTIONS);
  const next = kept(await oauth.processRefreshTokenResponse(server, PROGRAM, response));
  return { ...next, id: next.id ?? tokens.id };
}

/** Say where somebody signs out, here and of the server. */
export function ended(server: oauth.AuthorizationServer, tokens: Tokens): URL {
  const page = new URL(server.end_session_endpoint!);
  page.searchParams.set("client_id", PROGRAM.client_id);
  page.searchParams.set("post_logout_redirect_uri", HERE);
  if (tokens.id) page.searchParams.set("id_token_hint", tokens.id);
  return page;
}

function kept(answer: oauth.TokenEndpointResponse): Tokens {
  return {
    access: answer.access_token,
    endsAt: Date.now() + (answer.expires_in ?? 0) * 1000,
    refresh: answer.refresh_token,
    id: answer.id_token,
  };
}
