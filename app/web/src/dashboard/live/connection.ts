/** The one WebSocket of a page: it is opened at once, and opened again for ever. */

import { type Client, CloseCode, createClient } from "graphql-ws";

import { authorization } from "../../token.ts";
import { backoff, pause } from "./backoff.ts";
import { Live } from "./live.ts";
import { problemOf } from "./problem.ts";

/** Milliseconds: a connection on which nothing was heard for longer than both together is given up. */
const PING_EVERY = 3_000;
const PONG_WITHIN = 8_000;

/** Codes by which a gateway that runs ends a connection that it does not want (graphql-transport-ws). */
const REFUSALS: readonly number[] = [CloseCode.BadRequest, CloseCode.Unauthorized, CloseCode.Forbidden];

/** Times are those of `Date.now()`. `nextAttempt` is null while an attempt is being made. */
export type ConnectionState =
  | { readonly kind: "connecting" }
  | { readonly kind: "live" }
  | { readonly kind: "reconnecting"; readonly since: number; readonly nextAttempt: number | null }
  | { readonly kind: "refused"; readonly reason: string };

/** A client of `graphql-ws`, with what is to be said of its connection. */
export interface Connection {
  readonly client: Client;
  readonly state: Live<ConnectionState>;
  /** When something was heard last, if only that the gateway is there: every 3 s at least. */
  readonly heard: () => number;
}

/** Connect to the gateway that the page has come from. `WebSocketClass` may be one that counts. */
export function connect(WebSocketClass: typeof WebSocket): Connection {
  const state = new Live<ConnectionState>({ kind: "connecting" });
  let heard = Date.now();
  const client = createClient({
    url: new URL("/graphql", location.href.replace(/^http/, "ws")).href,
    lazy: false,
    webSocketImpl: WebSocketClass,
    connectionParams: authorization,
    keepAlive: PING_EVERY,
    connectionAckWaitTimeout: PONG_WITHIN,
    retryAttempts: Infinity,
    // A connection that is refused ends with an event without a code, which would end all attempts.
    shouldRetry: () => true,
    retryWait: async (attempts) => {
      const wait = backoff(attempts);
      state.set(lost(state.value(), Date.now() + wait));
      await pause(wait);
      state.set(lost(state.value(), null));
    },
    onNonLazyError: (error) => {
      state.set({ kind: "refused", reason: problemOf(error).message });
    },
  });
  client.on("message", () => {
    heard = Date.now();
  });
  client.on("connected", () => {
    state.set({ kind: "live" });
  });
  client.on("closed", (event) => {
    state.set(closed(state.value(), event));
  });
  listenFor(client);
  return { client, state, heard: () => heard };
}

/** A connection that is gone without a word is noticed by the answer that is missing. */
function listenFor(client: Client): void {
  let pong: ReturnType<typeof setTimeout> | undefined;
  client.on("ping", (received) => {
    if (!received) pong = setTimeout(() => { client.terminate(); }, PONG_WITHIN);
  });
  client.on("pong", (received) => {
    if (received) clearTimeout(pong);
  });
  client.on("closed", () => {
    clearTimeout(pong);
  });
}

/** What follows on the end of a connection. */
function closed(before: ConnectionState, event: unknown): ConnectionState {
  if (event instanceof CloseEvent && REFUSALS.includes(event.code)) {
    return { kind: "refused", reason: problemOf(event).message };
  }
  return before.kind === "reconnecting" ? before : { kind: "reconnecting", since: Date.now(), nextAttempt: null };
}

/** Between attempts; a connection that was refused stays so until there is another answer, or none. */
function lost(before: ConnectionState, nextAttempt: number | null): ConnectionState {
  const since = before.kind === "reconnecting" ? before.since : Date.now();
  return before.kind === "refused" ? before : { kind: "reconnecting", since, nextAttempt };
}
