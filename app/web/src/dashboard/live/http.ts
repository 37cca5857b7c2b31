/** Queries over HTTP whose answers are kept as live values. */

import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import type { AnyVariables, Client, CombinedError } from "@urql/core";

import { backoff, pause } from "./backoff.ts";
import { Live } from "./live.ts";
import { type Loaded, NO_ANSWER, type Problem, problemIn } from "./problem.ts";

/** What a query gave. Throws nothing: a problem is part of what is returned, and so is what there is nevertheless. */
export async function query<Data, Variables extends AnyVariables>(
  http: Client,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<{ data: Data | null; problem: Problem | null }> {
  const { data, error } = await http.query<Data, Variables>(document, variables).toPromise();
  return { data: data ?? null, problem: error ? problemOf(error) : null };
}

/**
 * The answer to a query that is asked when somebody wants to see it, and again until there is one. `read` takes it from
 * the data; it is null where an outage has left nothing else there.
 */
export function answer<Data, Variables extends AnyVariables, Value>(
  http: Client,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  read: (data: Data) => Value | null | undefined,
): Live<Loaded<Value>> {
  return new Live<Loaded<Value>>({ state: "loading" }, (live) => {
    let stopped = false;
    const look = async (): Promise<void> => {
      for (let attempts = 0; !stopped && live.value().state !== "ready"; attempts++) {
        const { data, problem } = await query(http, document, variables);
        const value = data && read(data);
        if (value !== null && value !== undefined) live.set({ state: "ready", value, problem });
        else {
          live.set({ state: "failed", problem: problem ?? NO_ANSWER });
          await pause(backoff(attempts));
        }
      }
    };
    void look();
    return () => {
      stopped = true;
    };
  });
}

function problemOf(error: CombinedError): Problem {
  const status = (error.response as Response | undefined)?.status;
  const answered = status === undefined ? "does not answer" : `answered with status ${String(status)}`;
  return problemIn(error.graphQLErrors) ?? { code: "NETWORK", message: `The gateway ${answered}.` };
}
