/** A day of a site: half-hour means up to a moment, and from then on what its miners measure as it comes. */

const DAY = 24 * 3600;

/** Seconds of a point that is made of samples. */
const SLOT = 10;

/** Seconds after which a miner's newest sample no longer says what the miner does: one is due every half hour. */
export const STALE = 3600;

/** What one miner measured; `at` in seconds, null where nothing was measured. */
export interface Sample {
  readonly minerId: number;
  readonly at: number;
  readonly terahashes: number | null;
  readonly watts: number | null;
  readonly celsius: number | null;
}

/** What a site did at a moment, in seconds. */
export interface Point {
  readonly at: number;
  readonly miners: number;
  readonly terahashes: number | null;
  readonly watts: number | null;
  readonly celsius: number | null;
  readonly hottest: number | null;
}

/**
 * The points of a site's last day.
 *
 * The newest sample of each miner is kept. A point is their sum (of temperatures the mean and the greatest), made anew
 * with each sample; a slot of 10 s has one point, at the time of its newest sample. A sample that is told again, or
 * that comes after a newer one of its miner, changes nothing.
 */
export class SiteDay {
  #points: Point[] = [];
  readonly #newest = new Map<number, Sample>();

  /** Begin: the points so far, and the newest sample of each miner. */
  load(points: readonly Point[], newest: readonly Sample[]): void {
    this.#points = [...points];
    this.#newest.clear();
    for (const sample of newest) this.#newest.set(sample.minerId, sample);
    const last = Math.max(...newest.map(({ at }) => at));
    if (Number.isFinite(last)) this.#draw(last);
  }

  /** Add what miners have measured since. */
  add(samples: readonly Sample[]): void {
    for (const sample of samples.toSorted((one, other) => one.at - other.at)) {
      const known = this.#newest.get(sample.minerId);
      if (known && known.at >= sample.at) continue;
      this.#newest.set(sample.minerId, sample);
      this.#draw(sample.at);
    }
  }

  /** The points of the day that ends now, in seconds; those before it are forgotten. */
  points(now: number): readonly Point[] {
    const first = this.#points.findIndex(({ at }) => at >= now - DAY);
    this.#points = first < 0 ? [] : this.#points.slice(first);
    return this.#points;
  }

  #draw(at: number): void {
    const last = this.#points.at(-1);
    // A late sample of a miner belongs to the line's end, as it is what is known of the miner now.
    const point = total([...this.#newest.values()], Math.max(at, last?.at ?? at));
    if (last && slot(last.at) === slot(point.at)) this.#points.pop();
    this.#points.push(point);
  }
}

function slot(at: number): number {
  return Math.floor(at / SLOT);
}

function total(samples: readonly Sample[], at: number): Point {
  const fresh = samples.filter((sample) => at - sample.at <= STALE);
  const temperatures = known(fresh, "celsius");
  return {
    at,
    miners: fresh.length,
    terahashes: sum(known(fresh, "terahashes")),
    watts: sum(known(fresh, "watts")),
    celsius: mean(temperatures),
    hottest: temperatures.length > 0 ? Math.max(...temperatures) : null,
  };
}

function known(samples: readonly Sample[], name: "terahashes" | "watts" | "celsius"): number[] {
  return samples.map((sample) => sample[name]).filter((value) => value !== null);
}

function sum(values: readonly number[]): number | null {
  return values.length > 0 ? values.reduce((all, value) => all + value, 0) : null;
}

function mean(values: readonly number[]): number | null {
  const all = sum(values);
  return all === null ? null : all / values.length;
}
