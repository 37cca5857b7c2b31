import { type ReactNode, useEffect, useSyncExternalStore } from "react";

import type { FeedsState } from "./cards/feeds.ts";
import type { ConnectionState } from "./live/connection.ts";
import { seconds } from "./live/ticks.ts";
import { useValue } from "./live/useLive.ts";
import { useServices } from "./services.ts";
import { number } from "./show/format.ts";
import { Time } from "./show/Time.tsx";

/** Seconds from which on the page is behind, and no longer live. */
const BEHIND = 5;

/** Seconds of reconnecting after which the viewer is told what to do. */
const LONG = 15;

const WORDS = {
  connecting: "Connecting",
  live: "Live",
  behind: "Behind",
  reconnecting: "Reconnecting",
  offline: "Offline",
  refused: "Refused",
};

/** How the page is connected: a word, or how many seconds it is behind; and what there is to say of it. */
export function Status(): ReactNode {
  const { connection, clock, feeds } = useServices();
  const state = useValue(connection.state);
  const silent = (useValue(seconds) - connection.heard()) / 1000;
  const behind = Math.max(useValue(clock.delay), slowest(useValue(feeds)), silent);
  const online = useSyncExternalStore(watchNetwork, () => navigator.onLine);
  const late = state.kind === "live" && behind >= BEHIND;
  const kind = state.kind === "reconnecting" && !online ? "offline" : late ? "behind" : state.kind;
  const word = kind === "behind" ? `${number(Math.round(behind))} seconds behind` : WORDS[kind];
  useEffect(() => {
    document.title = `${word} · Polygraph`;
  }, [word]);
  return (
    <div className="status">
      <p className="state" data-testid="connection-state" data-state={kind}>
        <i aria-hidden="true" />
        {word}
      </p>
      <p className="unseen" role="status">{WORDS[kind]}</p>
      <p className="detail" data-testid="connection-detail">
        {kind === "offline" ? "No network: this page goes on by itself when there is one." : <Detail state={state} />}
      </p>
    </div>
  );
}

function Detail({ state }: { readonly state: ConnectionState }): ReactNode {
  if (state.kind === "refused") return `${state.reason} It is tried again every few seconds.`;
  return state.kind === "reconnecting" ? <Attempts {...state} /> : null;
}

function Attempts({ since, nextAttempt }: { readonly since: number; readonly nextAttempt: number | null }): ReactNode {
  const now = useValue(seconds);
  const wait = nextAttempt === null ? 0 : Math.ceil((nextAttempt - now) / 1000);
  return (
    <>
      since <Time at={since} precision="time" />, {wait > 0 ? `next attempt in ${number(wait)} s` : "trying now"}
      {now - since > LONG * 1000 ? ". Does the gateway run? Start it with `polygraph serve`." : ""}
    </>
  );
}

function slowest(feeds: FeedsState): number {
  return feeds.state === "ready" ? Math.max(0, ...feeds.value.map(({ behind }) => behind)) : 0;
}

function watchNetwork(listener: () => void): () => void {
  addEventListener("online", listener);
  addEventListener("offline", listener);
  return () => {
    removeEventListener("online", listener);
    removeEventListener("offline", listener);
  };
}
