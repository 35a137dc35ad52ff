// GraphiQL on the page that `page.py` writes; what that page has to say stands in its <script id="settings">.
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

import "graphiql/style.css";
import "./page.css";

const settings = JSON.parse(document.getElementById("settings").textContent);
const workers = { graphql: "graphql", json: "json" };

globalThis.MonacoEnvironment = {
  getWorker: (_id, label) =>
    new Worker(new URL(`workers/${workers[label] ?? "editor"}.js`, import.meta.url), { type: "module" }),
};

// Subscriptions go over a socket of their own, which begins with what stands in the editor of headers at that moment.
const fetcher = createGraphiQLFetcher({
  url: settings.url,
  subscriptionUrl: new URL(settings.url, location.href.replace(/^http/, "ws")).href,
});

// GraphiQL asks for the schema before its editor of headers is there to be read.
const fetchWithToken = (request, options) =>
  fetcher(request, request.operationName === "IntrospectionQuery" && !options?.headers?.Authorization
    ? { ...options, headers: { ...options?.headers, ...JSON.parse(settings.headers) } }
    : options);

createRoot(document.getElementById("graphiql")).render(
  createElement(GraphiQL, {
    fetcher: fetchWithToken,
    defaultQuery: settings.query,
    // Also for a tab that was open before: the token in it may be from yesterday.
    initialHeaders: settings.headers,
    defaultHeaders: settings.headers,
    defaultEditorToolsVisibility: "headers",
  }),
);
