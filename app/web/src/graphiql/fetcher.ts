/** How GraphiQL reaches the gateway: queries over HTTP, subscriptions over one WebSocket. */

import { createGraphiQLFetcher, type Fetcher } from "@graphiql/toolkit";
import { createClient } from "graphql-ws";

import { authorization } from "../token.ts";

const PATH = "/graphql";

/** Names and texts, as GraphiQL's editor of headers gives them. */
type Named = Record<string, string>;

/** A fetcher that sends the stored token, if there is one, as it is when a request is made. */
export function createFetcher(): Fetcher {
  // Of the operation that was run last: GraphiQL runs one at a time, and the WebSocket is opened for each.
  let edited: Named = {};
  const address = new URL(PATH, location.href);
  const socket = new URL(PATH, location.href.replace(/^http/, "ws"));
  const fetcher = createGraphiQLFetcher({
    url: address.href,
    wsClient: createClient({
      url: socket.href,
      connectionParams: () => withToken(edited),
      retryAttempts: Infinity,
      // A connection that is refused ends with an event without a code, which would end all attempts.
      shouldRetry: () => true,
    }),
    fetch: (input, init) => fetch(input, { ...init, headers: withToken(Object.fromEntries(new Headers(init?.headers))) }),
    enableIncrementalDelivery: false,
  });
  return (operation, options) => {
    edited = { ...(options?.headers as Named | undefined) };
    return fetcher(operation, options);
  };
}

/** The headers of the editor win over the stored token. */
function withToken(given: Named): Named {
  const headers = new Headers(given);
  const missing = Object.entries(authorization()).filter(([name]) => !headers.has(name));
  return { ...Object.fromEntries(missing), ...given };
}
