/** What all cards share: one WebSocket, one client for queries over HTTP, and what is known of both. */

import { Client, fetchExchange } from "@urql/core";
import { createContext, use } from "react";

import { authorization } from "../token.ts";
import { type FeedsState, liveFeeds } from "./cards/feeds.ts";
import { Clock } from "./live/clock.ts";
import { connect, type Connection } from "./live/connection.ts";
import { answer } from "./live/http.ts";
import type { Live } from "./live/live.ts";
import { countTraffic, type Traffic } from "./live/traffic.ts";
import { Sites } from "./site/documents.ts";
import type { SitesState } from "./site/useSite.ts";

export interface Services {
  readonly connection: Connection;
  readonly http: Client;
  readonly traffic: Live<Traffic>;
  readonly clock: Clock;
  readonly feeds: Live<FeedsState>;
  readonly sites: Live<SitesState>;
}

/** Make them, once for a page: the connection is opened at once. */
export function createServices(): Services {
  const { traffic, CountedSocket } = countTraffic();
  const clock = new Clock();
  const connection = connect(CountedSocket);
  const http = new Client({
    url: "/graphql",
    exchanges: [fetchExchange],
    preferGetMethod: false,
    requestPolicy: "network-only",
    fetchOptions: () => ({ headers: { ...authorization() } }),
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      clock.noteAnswer(response.headers.get("Date"));
      return response;
    },
  });
  const sites = answer(http, Sites, {}, (data) => data.sites?.nodes);
  return { connection, http, traffic, clock, feeds: liveFeeds(connection.client), sites };
}

const ServicesContext = createContext<Services | null>(null);

export const ServicesProvider = ServicesContext.Provider;

/** The page's services, for a component. */
export function useServices(): Services {
  const services = use(ServicesContext);
  if (!services) throw new Error("There are no services around this component.");
  return services;
}
