// Takes openid-client through every flow against a server, and prints what came of it as JSON.
import * as client from "openid-client";

const { issuer, cookie, callback, confidential, secret, open, signing, key } = JSON.parse(process.argv[2]);
const insecure = { execute: [client.allowInsecureRequests] };
const done = {};

const browse = async (url) => {
  const response = await fetch(url, { redirect: "manual", headers: { cookie: `torso=${cookie}` } });
  if (response.status !== 303) throw new Error(`${response.status} ${await response.text()}`);
  return new URL(response.headers.get("location"));
};

const request = async () => {
  const verifier = client.randomPKCECodeVerifier();
  return {
    verifier,
    checks: { pkceCodeVerifier: verifier, expectedState: client.randomState(), expectedNonce: client.randomNonce() },
    challenge: await client.calculatePKCECodeChallenge(verifier),
  };
};

const codeFlow = async (config, { push, DPoP, resource } = {}) => {
  const { checks, challenge } = await request();
  const parameters = {
    redirect_uri: callback,
    scope: "openid email sales.order:read",
    code_challenge: challenge,
    code_challenge_method: "S256",
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    ...(resource ? { resource } : {}),
  };
  const url = push
    ? await client.buildAuthorizationUrlWithPAR(config, parameters, { DPoP })
    : client.buildAuthorizationUrl(config, parameters);
  return client.authorizationCodeGrant(config, await browse(url), checks, resource ? { resource } : {}, { DPoP });
};

const keeping = await client.discovery(new URL(issuer), confidential, secret, client.ClientSecretBasic(secret), insecure);
const posting = await client.discovery(new URL(issuer), confidential, secret, client.ClientSecretPost(secret), insecure);
const plain = await client.discovery(new URL(issuer), open, {}, client.None(), { ...insecure, algorithm: "oauth2" });

const tokens = await codeFlow(keeping, { resource: issuer });
done.code = [tokens.token_type, tokens.scope, tokens.claims().aud === confidential];
done.userinfo = await client.fetchUserInfo(keeping, tokens.access_token, tokens.claims().sub);
const refreshed = await client.refreshTokenGrant(keeping, tokens.refresh_token);
done.refresh = refreshed.refresh_token !== tokens.refresh_token;
done.introspect = (await client.tokenIntrospection(keeping, refreshed.access_token)).active;
await client.tokenRevocation(posting, refreshed.refresh_token);
done.revoked = (await client.tokenIntrospection(keeping, refreshed.access_token)).active;

done.ownName = (await client.clientCredentialsGrant(posting, { scope: "sales.*" })).scope;
done.pushed = (await codeFlow(posting, { push: true })).token_type;

const keys = await client.randomDPoPKeyPair("ES256");
const DPoP = client.getDPoPHandle(plain, keys);
const bound = await codeFlow(plain, { DPoP, push: true });
done.bound = [bound.token_type, (await client.refreshTokenGrant(plain, bound.refresh_token, {}, { DPoP })).token_type];
done.boundUserinfo = (await client.fetchUserInfo(plain, bound.access_token, bound.claims().sub, { DPoP })).email;

const signer = await crypto.subtle.importKey("jwk", key, { name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
const proving = await client.discovery(new URL(issuer), signing, {}, client.PrivateKeyJwt({ key: signer, kid: key.kid }), insecure);
const signed = await codeFlow(proving, { push: true });
const looked = async () => (await client.tokenIntrospection(proving, signed.access_token)).active;
done.signed = [(await client.clientCredentialsGrant(proving, { scope: "sales.*" })).scope, await looked()];
done.signedDevice = (await client.initiateDeviceAuthorization(proving, { scope: "openid" })).expires_in;
await client.tokenRevocation(proving, signed.refresh_token);
done.signed.push(await looked());

const device = await client.initiateDeviceAuthorization(plain, { scope: "openid" });
const page = async (fields) => {
  const headers = { cookie: `torso=${cookie}`, "sec-fetch-site": "same-origin" };
  const shown = await (await fetch(device.verification_uri, { headers })).text();
  const form_token = /name="form_token" value="([^"]+)"/.exec(shown)[1];
  return fetch(device.verification_uri, { method: "POST", headers, body: new URLSearchParams({ form_token, ...fields }) });
};
await page({ user_code: device.user_code, decision: "allow" });
device.interval = 1;
done.device = (await client.pollDeviceAuthorizationGrant(plain, device)).claims().sub;

const leaving = client.buildEndSessionUrl(keeping, {
  id_token_hint: tokens.id_token,
  post_logout_redirect_uri: "https://shop.example.org/",
});
done.signedOut = (await browse(leaving)).href;
console.log(JSON.stringify(done));
