/** How GraphiQL reaches the gateway: queries over HTTP, subscriptions over one WebSocket. */

import { createGraphiQLFetcher, type Fetcher } from "@graphiql/toolkit";
import { createClient } from "graphql-ws";

import { authorization } from "../token.ts";

const PATH = "/graphql";

/** A fetcher that sends the stored token, if there is one, as it is when a request is made. */
export function createFetcher(): Fetcher {
  const address = new URL(PATH, location.href);
  const socket = new URL(PATH, location.href.replace(/^http/, "ws"));
  return createGraphiQLFetcher({
    url: address.href,
    wsClient: createClient({
      url: socket.href,
      connectionParams: authorization,
      retryAttempts: Infinity,
      // A connection that is refused ends with an event without a code, which would end all attempts.
      shouldRetry: () => true,
    }),
    fetch: (input, init) => fetch(input, { ...init, headers: withToken(init?.headers) }),
    enableIncrementalDelivery: false,
  });
}

/** The headers of the editor win over the stored token. */
function withToken(given: HeadersInit | undefined): Headers {
  const headers = new Headers(given);
  for (const [name, value] of Object.entries(authorization())) {
    if (!headers.has(name)) headers.set(name, value);
  }
  return headers;
}
