/** Asking Torso, typed by the documents of the contract. */

import type { TypedDocumentString } from "./generated/graphql.js";

/** An error beside the data: its code never changes, `errors.json` says what to do about it. */
export interface TorsoError {
  message: string;
  path?: readonly (string | number)[];
  extensions: { code: string; [fact: string]: unknown };
}

/** A part of the schema that an operation uses and that is to go. */
export interface Deprecation {
  coordinate: string;
  reason: string;
  sunset: string | null;
}

export interface Answer<Data> {
  /** Null where the request was refused; then `errors` say why. */
  data: Data | null;
  errors: readonly TorsoError[];
  deprecations: readonly Deprecation[];
}

export interface Connection {
  /** Where the server is, such as `http://localhost:8000`. */
  address: string;
  /** Gives the access token for each request, so that a new one is used as soon as there is one. */
  token: () => string | Promise<string>;
  /** Best first, as in `Accept-Language`. */
  languages?: string;
}

/** Asks an operation. What fails on the way, and not in Torso, is thrown by `fetch`. */
export async function ask<Data, Variables>(
  { address, token, languages }: Connection,
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Answer<Data>> {
  const response = await fetch(new URL("/graphql", address), {
    method: "POST",
    headers: {
      authorization: `Bearer ${await token()}`,
      "content-type": "application/json",
      accept: "application/graphql-response+json",
      ...(languages && { "accept-language": languages }),
    },
    body: JSON.stringify({ query: document.toString(), variables }),
  });
  const body = await response.json();
  return { data: body.data ?? null, errors: body.errors ?? [], deprecations: body.extensions?.deprecations ?? [] };
}
