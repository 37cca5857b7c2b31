/** Lines over a day, drawn by uPlot in the colours of the stylesheet. */

import "uplot/dist/uPlot.min.css";

import UPlot from "uplot";

import type { Quantity } from "../show/format.ts";
import { local } from "../show/Time.tsx";

const DAY = 24 * 3600;
const HEIGHT = 168;
const FONT = "11px system-ui, sans-serif";

type Gaps = UPlot.Series.Gaps;

/** A line; `colour` is a property of the stylesheet. */
export interface Line {
  readonly name: string;
  readonly colour: `--${string}`;
  readonly values: readonly (number | null)[];
  readonly dashed?: boolean;
}

/** What is drawn. */
export interface Drawing {
  readonly quantity: Quantity;
  /** Of the points, in seconds, rising. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  /** The right end, in seconds; the left one is a day before. */
  readonly now: number;
  /** Seconds between two points from which on nothing is known of the time between them, and no line is drawn. */
  readonly silence: number;
  /** Whether the axis begins at 0, and the lines are filled down to it. */
  readonly zero: boolean;
}

/** A drawing in an element of the page, as wide as that is. */
export class Plot {
  #drawing: Drawing;
  readonly #plot: UPlot;
  readonly #stops: (() => void)[] = [];

  /** `pointed` is told which point the pointer or the keyboard is at; null if at none. */
  constructor(place: HTMLElement, drawing: Drawing, pointed: (index: number | null) => void) {
    this.#drawing = drawing;
    this.#plot = new UPlot(this.#options(place, pointed), this.#data(), place);
    this.#follow(place);
  }

  /** Draw something else. */
  show(drawing: Drawing): void {
    this.#drawing = drawing;
    this.#plot.setData(this.#data());
  }

  /** Point at a point; null at none. */
  pointAt(index: number | null): void {
    if ((this.#plot.cursor.idx ?? null) === index) return;
    const time = index === null ? undefined : this.#drawing.times[index];
    const left = time === undefined ? -10 : this.#plot.valToPos(time, "x");
    this.#plot.setCursor({ left, top: time === undefined ? -10 : 1 });
  }

  /** Take it out of the page. */
  remove(): void {
    for (const stop of this.#stops) stop();
    this.#plot.destroy();
  }

  #data(): UPlot.AlignedData {
    return [[...this.#drawing.times], ...this.#drawing.lines.map(({ values }) => [...values])];
  }

  #options(place: HTMLElement, pointed: (index: number | null) => void): UPlot.Options {
    const colour = (name: string) => () => getComputedStyle(place).getPropertyValue(name).trim();
    const axis = { stroke: colour("--muted"), font: FONT, ticks: { show: false } };
    const grid = { stroke: colour("--grid"), width: 1 };
    return {
      width: place.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      // Half of the last label stands beyond the last point.
      padding: [8, 26, 0, 0],
      cursor: { drag: { x: false, y: false }, y: false, points: { size: 6 } },
      scales: {
        x: { range: () => [this.#drawing.now - DAY, this.#drawing.now] },
        y: { range: (_, least, most) => this.#range(least, most) },
      },
      axes: [
        { ...axis, grid: { show: false }, space: 64, size: 26, values: (_, times) => times.map(hour) },
        { ...axis, grid, space: 34, size: 46, values: (_, values) => values.map(this.#drawing.quantity.tick) },
      ],
      series: [
        {},
        ...this.#drawing.lines.map((line) => ({
          stroke: colour(line.colour),
          width: 1.5,
          points: { show: false },
          gaps: (plot: UPlot, _: number, first: number, last: number, gaps: Gaps) =>
            inOrder([...gaps, ...silences(plot, this.#drawing, first, last)]),
          ...(line.dashed ? { dash: [4, 3] } : {}),
          ...(this.#drawing.zero ? { fill: colour(`${line.colour}-fill`) } : {}),
        })),
      ],
      hooks: { setCursor: [({ cursor }) => { pointed(cursor.idx ?? null); }] },
    };
  }

  #range(least: number | null, most: number | null): [number, number] {
    if (least === null || most === null) return [0, 1];
    if (this.#drawing.zero) return [0, most > 0 ? most * 1.1 : 1];
    const room = Math.max(1, (most - least) * 0.1);
    return [least - room, most + room];
  }

  /** Follow the width of the element, and the scheme of colours. */
  #follow(place: HTMLElement): void {
    const size = new ResizeObserver(() => {
      if (place.clientWidth > 0) this.#plot.setSize({ width: place.clientWidth, height: HEIGHT });
    });
    size.observe(place);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    const redraw = (): void => { this.#plot.redraw(false); };
    scheme.addEventListener("change", redraw);
    this.#stops.push(() => { size.disconnect(); }, () => { scheme.removeEventListener("change", redraw); });
  }
}

/** The gaps between points that are far from each other, in pixels from the left; so uPlot says them. */
function silences(plot: UPlot, { times, silence }: Drawing, first: number, last: number): Gaps {
  const place = (time: number): number => plot.valToPos(time, "x", true);
  return times.slice(first, last + 1).flatMap((time, number, shown): Gaps => {
    const before = shown[number - 1] ?? time;
    return time - before > silence ? [[place(before), place(time)]] : [];
  });
}

function inOrder(gaps: Gaps): Gaps {
  return gaps.sort(([one, oneEnd], [other, otherEnd]) => one - other || oneEnd - otherEnd);
}

function hour(time: number): string {
  return local(time * 1000, "minute");
}
