/** The gateway's clock, and how old events are when they arrive. */

import { Live } from "./live.ts";

/** Seconds after which the age of the last event says nothing about now. */
const FORGOTTEN_AFTER = 10;

/** Seconds by which the gateway's clock differs before it is corrected: answers tell the time in whole seconds. */
const TOLERANCE = 2;

export class Clock {
  /** Seconds between the newest event's time and its arrival; 0 if none came lately. */
  readonly delay: Live<number>;
  #skew = 0;
  #forget: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.delay = new Live(0);
  }

  /** The time in seconds, by the gateway's clock. */
  now(): number {
    return Date.now() / 1000 + this.#skew;
  }

  /** Note the `Date` of an answer that was made now. */
  noteAnswer(date: string | null): void {
    const skew = date === null ? NaN : (Date.parse(date) - Date.now()) / 1000;
    if (!Number.isNaN(skew)) this.#skew = Math.abs(skew) > TOLERANCE ? skew : 0;
  }

  /** Note the time, in seconds, of the newest of some events that have arrived. */
  noteEvent(time: number): void {
    this.delay.set(Math.max(0, this.now() - time));
    clearTimeout(this.#forget);
    this.#forget = setTimeout(() => { this.delay.set(0); }, FORGOTTEN_AFTER * 1000);
  }
}
