/** What went wrong, from wherever it comes, said in one way. */

/** `code` is that of the graph's errors, or one of `NETWORK` and `CLOSED`; `cursor` says where a stream can go on. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly cursor?: string;
}

/** What is said where there is neither an answer nor an error. */
export const NO_ANSWER: Problem = { code: "NETWORK", message: "There was no answer." };

/** A value that may not be there yet, or not at all. A value may be old: then `problem` says why. */
export type Loaded<Value> =
  | { readonly state: "loading" }
  | { readonly state: "failed"; readonly problem: Problem }
  | { readonly state: "ready"; readonly value: Value; readonly problem: Problem | null };

/** What a problem makes of a value: one that is there stays. */
export function withProblem<Value>(before: Loaded<Value>, problem: Problem): Loaded<Value> {
  return before.state === "ready" ? { ...before, problem } : { state: "failed", problem };
}

/** The first of a result's errors. */
export function problemIn(errors: readonly unknown[] | undefined): Problem | null {
  return errors && errors.length > 0 ? problemOf(errors) : null;
}

/** The problem behind a list of GraphQL errors, a closed WebSocket, or anything else that was thrown. */
export function problemOf(error: unknown): Problem {
  const first: unknown = Array.isArray(error) ? error[0] : error;
  if (!isRecord(first)) return { code: "NETWORK", message: String(first) };
  if (isRecord(first["extensions"])) return ofGraph(first["extensions"], first["message"]);
  if (typeof first["code"] === "number") {
    const message = `The connection was closed: ${String(first["reason"])} (${String(first["code"])}).`;
    return { code: "CLOSED", message };
  }
  return { code: "NETWORK", message: "The gateway does not answer." };
}

function ofGraph(extensions: Record<string, unknown>, message: unknown): Problem {
  const { code, cursor } = extensions;
  const problem = { code: typeof code === "string" ? code : "INTERNAL_ERROR", message: String(message) };
  return typeof cursor === "string" ? { ...problem, cursor } : problem;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
