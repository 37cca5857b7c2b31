import type { ReactNode } from "react";

import type { Loaded, Problem } from "../live/problem.ts";

/** Codes of what the header says already, and passes by itself. */
const PASSING = new Set(["CLOSED", "NETWORK", "SERVER_STOPPING", "SUBSCRIPTION_LAGGED", "CURSOR_EXPIRED"]);

interface CardProps<Value> {
  /** The end of the card's `data-testid`. */
  readonly name: string;
  readonly title: string;
  readonly aside?: ReactNode;
  readonly loaded: Loaded<Value>;
  /** What is said where there is a value but nothing in it; null otherwise. */
  readonly empty: (value: Value) => string | null;
  readonly again: () => void;
  readonly children: (value: Value) => ReactNode;
}

/** A card with what it shows, or with why it does not: it is loading, there is nothing, or something went wrong. */
export function Card<Value>({ name, title, aside, loaded, empty, again, children }: CardProps<Value>): ReactNode {
  const nothing = loaded.state === "ready" ? empty(loaded.value) : null;
  const state = nothing === null ? loaded.state : "empty";
  return (
    <section
      className="card"
      data-testid={`card-${name}`}
      data-state={state}
      aria-labelledby={`title-${name}`}
      aria-busy={state === "loading"}
    >
      <header>
        <h2 id={`title-${name}`}>{title}</h2>
        {aside === undefined ? null : <p className="aside">{aside}</p>}
      </header>
      {loaded.state === "loading" ? <Skeleton /> : null}
      {loaded.state === "failed" ? <Failure problem={loaded.problem} again={again} /> : null}
      {nothing === null ? null : <p className="empty">{nothing}</p>}
      {loaded.state === "ready" && nothing === null ? children(loaded.value) : null}
      {loaded.state === "ready" && loaded.problem ? <Notice problem={loaded.problem} /> : null}
    </section>
  );
}

/** Why there is nothing to be seen, and a way out. */
export function Failure({ problem, again }: { readonly problem: Problem; readonly again: () => void }): ReactNode {
  return (
    <div className="failure">
      <p>{problem.message}</p>
      <p>
        <code>{problem.code}</code>
        <button type="button" onClick={again}>
          Try again
        </button>
      </p>
    </div>
  );
}

/** Why what is seen is not up to date, unless the header says so. */
export function Notice({ problem }: { readonly problem: Problem }): ReactNode {
  if (PASSING.has(problem.code)) return null;
  return (
    <p className="notice">
      Not up to date: {problem.message} <code>{problem.code}</code>
    </p>
  );
}

function Skeleton(): ReactNode {
  return (
    <div className="skeleton">
      <span className="unseen">Loading…</span>
      <i />
      <i />
      <i />
    </div>
  );
}
