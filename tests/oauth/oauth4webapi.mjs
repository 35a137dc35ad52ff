// Takes oauth4webapi, which checks every answer to the letter, through a flow with a key, and prints what came of it as JSON.
import * as oauth from "oauth4webapi";

const { issuer, cookie, callback, open } = JSON.parse(process.argv[2]);
const insecure = { [oauth.allowInsecureRequests]: true };
const done = {};

const at = new URL(issuer);
const server = await oauth
  .discoveryRequest(at, { algorithm: "oauth2", ...insecure })
  .then((response) => oauth.processDiscoveryResponse(at, response));
const resource = await oauth
  .resourceDiscoveryRequest(at, insecure)
  .then((response) => oauth.processResourceDiscoveryResponse(at, response));
done.resource = resource.authorization_servers;

const client = { client_id: open };
const DPoP = oauth.DPoP(client, await oauth.generateKeyPair("ES256"));
const again = async (send, read) => {
  try {
    return await read(await send());
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) throw error;
    return read(await send());
  }
};

const verifier = oauth.generateRandomCodeVerifier();
const state = oauth.generateRandomState();
const nonce = oauth.generateRandomNonce();
const parameters = {
  client_id: open,
  redirect_uri: callback,
  response_type: "code",
  scope: "openid offline_access sales.order:read",
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
  state,
  nonce,
};
const pushed = await again(
  () => oauth.pushedAuthorizationRequest(server, client, oauth.None(), parameters, { DPoP, ...insecure }),
  (response) => oauth.processPushedAuthorizationResponse(server, client, response),
);
const asking = new URL(server.authorization_endpoint);
asking.search = new URLSearchParams({ client_id: open, request_uri: pushed.request_uri });
const back = await fetch(asking, { redirect: "manual", headers: { cookie: `torso=${cookie}` } });
const answer = oauth.validateAuthResponse(server, client, new URL(back.headers.get("location")), state);
const tokens = await again(
  () => oauth.authorizationCodeGrantRequest(server, client, oauth.None(), answer, callback, verifier, { DPoP, ...insecure }),
  (response) =>
    oauth.processAuthorizationCodeResponse(server, client, response, { expectedNonce: nonce, requireIdToken: true }),
);
done.code = [tokens.token_type, tokens.scope];

const refreshed = await again(
  () => oauth.refreshTokenGrantRequest(server, client, oauth.None(), tokens.refresh_token, { DPoP, ...insecure }),
  (response) => oauth.processRefreshTokenResponse(server, client, response),
);
done.refresh = refreshed.token_type;
const told = await oauth
  .userInfoRequest(server, client, refreshed.access_token, { DPoP, ...insecure })
  .then((response) => oauth.processUserInfoResponse(server, client, oauth.getValidatedIdTokenClaims(tokens).sub, response));
done.userinfo = told.sub;
await oauth
  .revocationRequest(server, client, oauth.None(), refreshed.refresh_token, insecure)
  .then((response) => oauth.processRevocationResponse(response));
done.revoked = await oauth
  .userInfoRequest(server, client, refreshed.access_token, { DPoP, ...insecure })
  .then(({ status }) => status);

// An answer of another server is not taken for ours (RFC 9207).
const mixed = new URL(back.headers.get("location"));
mixed.searchParams.set("iss", "https://evil.example.org");
try {
  oauth.validateAuthResponse(server, client, mixed, state);
} catch (error) {
  done.mixed = error.code;
}
console.log(JSON.stringify(done));
