/** The operations that GraphiQL has ready: the cookbook's, and a subscription. */

import type { GraphiQLProps } from "graphiql";

import subscription from "./live.graphql?raw";

type Tab = NonNullable<GraphiQLProps["defaultTabs"]>[number];

const DAY = 24 * 60 * 60 * 1000;
const SHOWN_DAYS = 14;

const recipes = import.meta.glob<string>("../../../cookbook/*.graphql", {
  eager: true,
  import: "default",
  query: "?raw",
});

/** One tab for each, in the order of the files' names; GraphiQL takes a tab's title from its operation's name. */
export function readyTabs(): Tab[] {
  return [...Object.values(recipes), subscription].map((query) => ({ query, variables: variablesOf(query) }));
}

/** What the cookbook's operations ask for: the last days, wherever a time from and to is asked for. */
function variablesOf(query: string): string | null {
  if (!query.includes("$from: DateTime!, $to: DateTime!")) return null;
  const to = new Date();
  const from = new Date(to.getTime() - SHOWN_DAYS * DAY);
  return JSON.stringify({ from: minute(from), to: minute(to) }, null, 2);
}

/** The minute of a moment in UTC, without the fractions that nobody wants to edit. */
function minute(moment: Date): string {
  return `${moment.toISOString().slice(0, 16)}:00Z`;
}
