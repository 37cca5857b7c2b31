/** Values that change while somebody looks at them, outside of React. */

type Listener = () => void;

/**
 * A value that is kept up to date as long as somebody watches it.
 *
 * `open` is called for the first one who watches, and what it returns when the last one has gone. Both functions below
 * fit React's `useSyncExternalStore`; see `useLive`.
 */
export class Live<State> {
  #value: State;
  #close: (() => void) | null = null;
  readonly #listeners = new Set<Listener>();
  readonly #open: (live: Live<State>) => () => void;

  constructor(initial: State, open: (live: Live<State>) => () => void = () => () => undefined) {
    this.#value = initial;
    this.#open = open;
  }

  /** The value now. */
  readonly value = (): State => this.#value;

  /** Call `listener` after each change, until the function that is returned has been called. */
  readonly watch = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    this.#close ??= this.#open(this);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#close?.();
      this.#close = null;
    };
  };

  /** Begin anew to keep the value up to date, if somebody watches. */
  readonly reopen = (): void => {
    if (!this.#close) return;
    this.#close();
    this.#close = this.#open(this);
  };

  /** Change the value, and tell all who watch. */
  set(value: State): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of this.#listeners) listener();
  }
}
