import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";

import type { Quantity } from "../show/format.ts";
import { local, Time } from "../show/Time.tsx";
import { type Drawing, Plot } from "./plot.ts";

interface ChartProps {
  /** The end of the chart's `data-testid`. */
  readonly name: string;
  readonly title: string;
  /** What else there is to say of a point. */
  readonly note?: (at: number) => string;
  readonly drawing: Drawing;
  /** The point that is pointed at, in all charts at once; null if none is. */
  readonly pointed: number | null;
  readonly point: (index: number | null) => void;
}

/** A day's lines. The pointer or the arrow keys choose the moment whose values are told; else it is the last one. */
export default function Chart({ name, title, note, drawing, pointed, point }: ChartProps): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  const { times } = drawing;
  const last = times.length - 1;
  const at = Math.min(pointed ?? last, last);
  const time = (times[at] ?? 0) * 1000;

  useEffect(() => {
    if (!place.current) return;
    if (plot.current) plot.current.show(drawing);
    else plot.current = new Plot(place.current, drawing, point);
  }, [drawing, point]);
  useEffect(() => plot.current?.pointAt(pointed), [pointed]);
  useEffect(
    () => () => {
      plot.current?.remove();
      plot.current = null;
    },
    [],
  );

  const move = (event: KeyboardEvent): void => {
    const to = destination(event.key, at, last);
    if (to === null) return;
    event.preventDefault();
    point(to);
  };
  return (
    <figure className="chart">
      <figcaption>
        <b>{title}</b>
        <Values drawing={drawing} at={at} />
        <small>{note?.(at)}<Time at={time} precision="minute" /></small>
      </figcaption>
      <div
        ref={place}
        className="plot"
        data-testid={`chart-${name}`}
        data-points={times.length}
        data-last={times[last]}
        role="slider"
        tabIndex={0}
        aria-label={`${title} over the last 24 hours`}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={at}
        aria-valuetext={`${local(time, "minute")}: ${spoken(drawing, at)}`}
        onKeyDown={move}
        onBlur={() => { point(null); }}
      />
    </figure>
  );
}

function Values({ drawing: { lines, quantity }, at }: { readonly drawing: Drawing; readonly at: number }): ReactNode {
  return (
    <span className="values">
      {lines.map(({ name, colour, values, dashed }) => (
        <span key={name}>
          {name === "" ? null : <i style={{ borderTop: `2px ${dashed ? "dashed" : "solid"} var(${colour})` }} />}
          {name === "" ? null : <small>{name} </small>}
          {shown(values[at], quantity)}
        </span>
      ))}{" "}
      <small>{quantity.unit}</small>
    </span>
  );
}

function spoken({ lines, quantity }: Drawing, at: number): string {
  const values = lines.map(({ name, values }) => `${name} ${shown(values[at], quantity)}`.trim());
  return `${values.join(", ")}\u00a0${quantity.unit}`;
}

function shown(value: number | null | undefined, quantity: Quantity): string {
  return value === null || value === undefined ? "unknown" : quantity.show(value);
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -10,
  PageUp: 10,
};

/** Where a key leads from a point: one or ten points on, or to an end; null if it leads nowhere. */
function destination(key: string, at: number, last: number): number | null {
  if (key === "Home") return 0;
  if (key === "End") return last;
  const step = STEPS[key];
  return step === undefined ? null : Math.max(0, Math.min(last, at + step));
}
