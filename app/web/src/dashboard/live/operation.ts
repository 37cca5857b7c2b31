/** One operation over the connection that begins again whenever it ends; streams and live queries are made of it. */

import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { stringifyDocument } from "@urql/core";
import type { Client } from "graphql-ws";

import { backoff, pause } from "./backoff.ts";
import { NO_ANSWER, type Problem, problemIn, problemOf } from "./problem.ts";

/** Codes of errors that would be the same another time. */
const LASTING = new Set([
  "ANSWER_TOO_LARGE",
  "BAD_CURSOR",
  "BAD_INPUT",
  "COST_LIMIT_EXCEEDED",
  "CROSS_STORE_FILTER_TOO_WIDE",
  "CROSS_STORE_ORDER_TOO_WIDE",
  "DOCUMENT_TOO_LARGE",
  "FORBIDDEN",
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "OPERATION_RESOLUTION_FAILURE",
  "STORE_FORBIDDEN",
  "UNAUTHENTICATED",
  "VARIABLES_TOO_LARGE",
]);

/** Variables by name. */
export type Given = Record<string, unknown>;

/** Milliseconds after which an operation has gone well, whatever it ended by: the next one soon follows. */
const STEADY = 10_000;

export interface Operation<Data, Variables extends Given> {
  readonly document: TypedDocumentNode<Data, Variables>;
  /** Asked each time the operation begins, also when the connection is a new one. */
  readonly variables: () => Variables;
  /** Takes a result. If it says false, the result does not follow on the one before, and the operation begins again. */
  readonly result: (data: Data | null, problem: Problem | null) => boolean;
  /** Told why the operation has ended. Unless the cause is a lasting one, it begins again after a while. */
  readonly ended: (problem: Problem) => void;
}

/** Run an operation until the function that is returned has been called. */
export function run<Data, Variables extends Given>(client: Client, operation: Operation<Data, Variables>): () => void {
  let attempts = 0;
  let begun = 0;
  let stopped = false;
  let leave = begin();

  function begin(): () => void {
    let over = false;
    begun = Date.now();
    const again = (problem: Problem | null): void => {
      if (over || stopped) return;
      over = true;
      if (problem) operation.ended(problem);
      if (!problem || !LASTING.has(problem.code)) void later();
    };
    const unsubscribe = client.subscribe<Data>(request(operation), {
      next: ({ data, errors }) => {
        if (over || stopped) return;
        if (operation.result(data ?? null, problemIn(errors))) return;
        again(null);
        unsubscribe();
      },
      error: (error) => { again(problemOf(error)); },
      complete: () => { again(null); },
    });
    return unsubscribe;
  }

  async function later(): Promise<void> {
    attempts = Date.now() - begun > STEADY ? 0 : attempts + 1;
    await pause(backoff(attempts));
    if (!stopped) leave = begin();
  }

  return () => {
    stopped = true;
    leave();
  };
}

/** The one result of a query, asked over the WebSocket. Throws the `Problem` if there is none. */
export function ask<Data, Variables extends Given>(
  client: Client,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  return new Promise((resolve, reject) => {
    let answer: Data | null = null;
    let problem: Problem | null = null;
    client.subscribe<Data>(request({ document, variables: () => variables }), {
      next: (result) => {
        answer = result.data ?? null;
        problem = problemIn(result.errors);
      },
      error: (error) => { reject(new Refusal(problemOf(error))); },
      complete: () => {
        if (answer !== null && !problem) resolve(answer);
        else reject(new Refusal(problem ?? NO_ANSWER));
      },
    });
  });
}

/** Why `ask` has no answer. */
export class Refusal extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** What is sent. The client writes it anew when it has reconnected, and so the variables are those of that moment. */
function request<Data, Variables extends Given>(
  operation: Pick<Operation<Data, Variables>, "document" | "variables">,
): { query: string; readonly variables: Given } {
  return {
    query: stringifyDocument(operation.document),
    get variables() {
      return operation.variables();
    },
  };
}
