/** Live queries: answers that the gateway tells anew when they have changed. */

import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import type { Client } from "graphql-ws";

import { Live } from "./live.ts";
import { type Given, run } from "./operation.ts";
import { type LiveList, type Patch, patched } from "./patch.ts";
import { type Loaded, withProblem } from "./problem.ts";

export interface LiveQuery<Data, Variables extends Given> {
  readonly document: TypedDocumentNode<Data, Variables>;
  /** Asked each time the query begins. */
  readonly variables: () => Variables;
}

/** The answer of a live query that is told whole; `read` takes it from a result. */
export function liveAnswer<Data, Variables extends Given, Value>(
  client: Client,
  query: LiveQuery<Data, Variables>,
  read: (data: Data) => Value | null | undefined,
): Live<Loaded<Value>> {
  return live(client, query, (_, data) => read(data) ?? undefined);
}

/** The rows of a live list, and its figures; `read` takes the patch from a result. */
export function liveList<Data, Variables extends Given, Node, Figures = never>(
  client: Client,
  query: LiveQuery<Data, Variables>,
  read: (data: Data) => Patch<Node, Figures> | null | undefined,
): Live<Loaded<LiveList<Node, Figures>>> {
  return live<Data, Variables, LiveList<Node, Figures>>(client, query, (before, data) => {
    const patch = read(data);
    return patch ? patched(before, patch) : undefined;
  });
}

/**
 * A live query with the value that `next` makes of each result: undefined if there is nothing in it, as when an outage
 * keeps the gateway from answering, and null if the query must begin anew.
 */
function live<Data, Variables extends Given, Value>(
  client: Client,
  query: LiveQuery<Data, Variables>,
  next: (before: Value | null, data: Data) => Value | null | undefined,
): Live<Loaded<Value>> {
  return new Live<Loaded<Value>>({ state: "loading" }, (value) =>
    run(client, {
      ...query,
      result: (data, problem) => {
        const before = value.value();
        const now = data === null ? undefined : next(before.state === "ready" ? before.value : null, data);
        if (now === null) return false;
        if (now !== undefined) value.set({ state: "ready", value: now, problem });
        else if (problem) value.set(withProblem(before, problem));
        return true;
      },
      ended: (problem) => {
        value.set(withProblem(value.value(), problem));
      },
    }),
  );
}
