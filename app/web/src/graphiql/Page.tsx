import { explorerPlugin } from "@graphiql/plugin-explorer";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";

// The packages' own sum of these brings half a megabyte of fonts along.
import "graphiql/graphiql.css";
import "@graphiql/react/style.css";
import "@graphiql/plugin-doc-explorer/style.css";
import "@graphiql/plugin-explorer/style.css";
import "@graphiql/plugin-history/style.css";
import "./page.css";

import { createFetcher } from "./fetcher.ts";
import { readyTabs } from "./tabs.ts";

const fetcher = createFetcher();
const plugins = [HISTORY_PLUGIN, explorerPlugin()];
const tabs = readyTabs();

/** GraphiQL over the gateway's graph, with the cookbook's operations as tabs. */
export function Page() {
  return (
    <GraphiQL fetcher={fetcher} plugins={plugins} defaultTabs={tabs}>
      <GraphiQL.Logo>
        <a href="/">Polygraph</a>
      </GraphiQL.Logo>
    </GraphiQL>
  );
}
