/** Streams of events that miss nothing and tell nothing twice. */

import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import type { Client } from "graphql-ws";

import { type Given, run } from "./operation.ts";
import type { Problem } from "./problem.ts";

export interface Stream<Data, Variables extends Given> {
  readonly document: TypedDocumentNode<Data, Variables>;
  /** The variables to go on `after` a cursor; null is from now on. */
  readonly variables: (after: string | null) => Variables;
  /** The cursor in a result. */
  readonly cursor: (data: Data) => string | undefined;
  /**
   * The stream begins: what was before must be read now, from a query. Whatever comes after that is told to `events`.
   * Called anew if the cursor has expired, after a day on which the page slept.
   */
  readonly begins: () => void;
  /** New events. */
  readonly events: (data: Data) => void;
  /** What keeps the stream from going on for now; null when it goes on. */
  readonly problem: (problem: Problem | null) => void;
}

/**
 * Follow a stream until the function that is returned has been called.
 *
 * The first result holds no events, only the cursor of now. Each result's cursor is kept once its events are told, and
 * every new beginning, after whatever it was, is `after` that cursor.
 */
export function follow<Data, Variables extends Given>(client: Client, stream: Stream<Data, Variables>): () => void {
  let cursor: string | null = null;
  return run(client, {
    document: stream.document,
    variables: () => stream.variables(cursor),
    result: (data, problem) => {
      const next = data === null ? undefined : stream.cursor(data);
      stream.problem(problem);
      if (data === null || next === undefined) return true;
      if (cursor === null) stream.begins();
      stream.events(data);
      cursor = next;
      return true;
    },
    ended: (problem) => {
      if (problem.code === "CURSOR_EXPIRED") cursor = null;
      else cursor = problem.cursor ?? cursor;
      stream.problem(problem);
    },
  });
}
