/** A site's day as a live value: read once over HTTP, and carried on by a stream over the WebSocket. */

import type { DayQuery, MeasuredFragment, TelemetrySubscription } from "../../graph/graphql.ts";
import { backoff, pause } from "../live/backoff.ts";
import { query } from "../live/http.ts";
import { Live } from "../live/live.ts";
import { type Loaded, NO_ANSWER, type Problem, withProblem } from "../live/problem.ts";
import { follow } from "../live/stream.ts";
import type { Services } from "../services.ts";
import { Day, Telemetry } from "./documents.ts";
import { type Point, type Sample, SiteDay } from "./siteDay.ts";

const HALF_HOUR = 1800;

/** Milliseconds after which the day's window slides on, though no sample has come. */
const SLIDES_EVERY = 30_000;

/** What is drawn: points up to now, the number of samples that came by the stream, and how many miners there are. */
export interface Drawn {
  readonly now: number;
  readonly points: readonly Point[];
  readonly samples: number;
  readonly miners: number;
}

/** A site's telemetry, as long as somebody watches it. */
export function siteTelemetry(services: Services, siteId: number): Live<Loaded<Drawn>> {
  return new Live<Loaded<Drawn>>({ state: "loading" }, (live) => new Follower(services, siteId, live).follow());
}

/**
 * Keeps a site's day up to date.
 *
 * The stream is there first, and what it tells waits until the day has been read: so nothing falls between the two.
 * What both of them know of changes nothing the second time (see `SiteDay`).
 */
class Follower {
  readonly #services: Services;
  readonly #siteId: number;
  readonly #live: Live<Loaded<Drawn>>;
  readonly #day = new SiteDay();
  /** Samples that have come before the day has been read; null when it has. */
  #waiting: Sample[] | null = [];
  #samples = 0;
  #miners = 0;
  /** What keeps the stream from going on. */
  #problem: Problem | null = null;
  #stopped = false;

  constructor(services: Services, siteId: number, live: Live<Loaded<Drawn>>) {
    this.#services = services;
    this.#siteId = siteId;
    this.#live = live;
  }

  /** Begin; the function that is returned ends it. */
  follow(): () => void {
    const slides = setInterval(() => {
      if (!this.#waiting) this.#draw();
    }, SLIDES_EVERY);
    const leave = follow(this.#services.connection.client, {
      document: Telemetry,
      variables: (after) => ({ siteIds: [this.#siteId], after }),
      cursor: (data) => data.siteTelemetry?.cursor,
      begins: () => void this.#load(),
      events: (data) => { this.#take(data); },
      problem: (problem) => { this.#tell(problem); },
    });
    return () => {
      this.#stopped = true;
      clearInterval(slides);
      leave();
    };
  }

  async #load(): Promise<void> {
    this.#waiting ??= [];
    for (let attempts = 0; !this.#stopped; attempts++) {
      const now = this.#services.clock.now();
      const { data, problem } = await query(this.#services.http, Day, window(this.#siteId, now));
      // A day of which a part is missing would be drawn as one on which the miners did less.
      if (data && !problem) {
        this.#begin(data, now);
        return;
      }
      this.#live.set(withProblem(this.#live.value(), problem ?? NO_ANSWER));
      await pause(backoff(attempts));
    }
  }

  #begin(data: DayQuery, now: number): void {
    this.#miners = data.miners?.totalCount ?? 0;
    this.#day.load(pointsOf(data), newestOf(data, now));
    this.#day.add(this.#waiting ?? []);
    this.#waiting = null;
    this.#draw();
  }

  #take(data: TelemetrySubscription): void {
    const { clock } = this.#services;
    const nodes = (data.siteTelemetry?.nodes ?? []).filter((node) => node !== null);
    const samples = nodes.map((node) => sampleOf(node, clock.now()));
    if (samples.length === 0) return;
    clock.noteEvent(Math.max(...samples.map(({ at }) => at)));
    this.#samples += samples.length;
    if (this.#waiting) {
      this.#waiting.push(...samples);
      return;
    }
    this.#day.add(samples);
    this.#draw();
  }

  #draw(): void {
    const now = this.#services.clock.now();
    const value = { now, points: this.#day.points(now), samples: this.#samples, miners: this.#miners };
    this.#live.set({ state: "ready", value, problem: this.#problem });
  }

  #tell(problem: Problem | null): void {
    if (problem === this.#problem) return;
    this.#problem = problem;
    if (!this.#waiting) this.#draw();
    else if (problem) this.#live.set(withProblem(this.#live.value(), problem));
  }
}

/** The day before now, in whole half hours, and since when a newest sample counts. */
function window(siteId: number, now: number): { siteId: number; from: string; recent: string; to: string } {
  const to = Math.floor(now / HALF_HOUR) * HALF_HOUR;
  return { siteId, from: moment(to - 48 * HALF_HOUR), recent: moment(now - 2 * HALF_HOUR), to: moment(to) };
}

/**
 * A point in the middle of each half hour. Of power and hashrate it is the mean of the samples times the number of
 * miners that reported: their sum, as long as all of them report equally often.
 */
function pointsOf(data: DayQuery): Point[] {
  const points = data.telemetrySamples?.series?.points ?? [];
  return points.map(({ time, aggregate: { countDistinct, avg, max } }) => {
    const miners = countDistinct.minerId;
    return {
      at: seconds(time) + HALF_HOUR / 2,
      miners,
      terahashes: avg.hashrate === null ? null : avg.hashrate * miners,
      watts: avg.powerConsumption === null ? null : avg.powerConsumption * miners,
      celsius: avg.temperature,
      hottest: measured(max.temperature),
    };
  });
}

function newestOf(data: DayQuery, now: number): Sample[] {
  const nodes = (data.miners?.nodes ?? []).flatMap((miner) => miner.telemetry?.nodes ?? []);
  return nodes.map((node) => sampleOf(node, now));
}

/** A sample of a miner whose clock is fast is of now: else nothing that comes before its time would be drawn. */
function sampleOf(node: MeasuredFragment, now: number): Sample {
  return {
    minerId: node.minerId,
    at: Math.min(seconds(node.recordedAt), now),
    terahashes: measured(node.hashrate),
    watts: measured(node.powerConsumption),
    celsius: measured(node.temperature),
  };
}

/** Measurements are drawn, and a line is no more exact than a binary number; amounts of money never come here. */
function measured(decimal: string | null): number | null {
  return decimal === null ? null : Number(decimal);
}

function seconds(time: string): number {
  return Date.parse(time) / 1000;
}

function moment(time: number): string {
  return new Date(time * 1000).toISOString();
}
