/** Who is subscribed to the gateway, and how far behind its feeds are. */

import type { Client } from "graphql-ws";

import { graphql } from "../../graph/index.ts";
import type { FeedsQuery } from "../../graph/graphql.ts";
import { Live } from "../live/live.ts";
import { ask, Refusal } from "../live/operation.ts";
import { type Loaded, problemOf, withProblem } from "../live/problem.ts";

const EVERY = 5_000;

/** The page's own subscriptions come first, to be among those that are told. */
const FIRST_AFTER = 1_000;

const Feeds = graphql(`
  query Feeds {
    feeds {
      store
      following
      behind
      subscriptions {
        field
        subscribers
        waiting
      }
    }
  }
`);

export type Feed = FeedsQuery["feeds"][number];
export type FeedsState = Loaded<readonly Feed[]>;

/** The feeds, asked over the WebSocket every few seconds while the page is to be seen. */
export function liveFeeds(client: Client): Live<FeedsState> {
  return new Live<FeedsState>({ state: "loading" }, (live) => {
    let asked = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;

    const look = async (): Promise<void> => {
      const turn = ++asked;
      const state = await feeds(client, live.value());
      if (turn !== asked) return;
      live.set(state);
      timer = setTimeout(() => void look(), EVERY);
    };
    const stop = (): void => {
      asked++;
      clearTimeout(timer);
    };
    const begin = (): void => {
      stop();
      if (!document.hidden) timer = setTimeout(() => void look(), FIRST_AFTER);
    };
    document.addEventListener("visibilitychange", begin);
    begin();
    return () => {
      stop();
      document.removeEventListener("visibilitychange", begin);
    };
  });
}

async function feeds(client: Client, before: FeedsState): Promise<FeedsState> {
  try {
    const { feeds } = await ask(client, Feeds, {});
    return { state: "ready", value: feeds, problem: null };
  } catch (error) {
    return withProblem(before, error instanceof Refusal ? error.problem : problemOf(error));
  }
}
