import { lazy, type ReactNode, Suspense, useState } from "react";

import { Failure, Notice } from "../cards/Card.tsx";
import type { Loaded } from "../live/problem.ts";
import { useLive } from "../live/useLive.ts";
import { useServices } from "../services.ts";
import { megawatts } from "../show/decimal.ts";
import { celsius, hashrate, number, percent, power } from "../show/format.ts";
import type { Line } from "./plot.ts";
import { type Point, STALE } from "./siteDay.ts";
import { type Drawn, siteTelemetry } from "./siteTelemetry.ts";
import type { Site } from "./useSite.ts";

const Chart = lazy(() => import("./Chart.tsx"));

interface PanelProps {
  readonly site: Site;
  readonly choice: ReactNode;
  readonly again: () => void;
}

/** A site's figures now, and its last day in charts. */
export function SitePanel({ site, choice, again }: PanelProps): ReactNode {
  const services = useServices();
  const loaded = useLive(() => siteTelemetry(services, site.id));
  const drawn = loaded.state === "ready" ? loaded.value : null;
  const nothing = drawn?.points.length === 0;
  const last = drawn?.points.at(-1);
  return (
    <section
      className="card site"
      data-testid="card-site"
      data-state={nothing ? "empty" : loaded.state}
      data-samples={drawn?.samples ?? 0}
      aria-labelledby="title-site"
      aria-busy={loaded.state === "loading"}
    >
      <header>
        <div>
          <h2 id="title-site" data-testid="site-name">{site.name}</h2>
          <p className="aside">
            {site.location} · {megawatts(site.capacityMw)} of power
            {last ? <> · {number(last.miners)} of {number(drawn?.miners ?? 0)} miners report</> : null}
          </p>
        </div>
        {choice}
      </header>
      <Inside loaded={loaded} site={site} again={again} />
      {loaded.state === "ready" && loaded.problem ? <Notice problem={loaded.problem} /> : null}
    </section>
  );
}

interface InsideProps {
  readonly loaded: Loaded<Drawn>;
  readonly site: Site;
  readonly again: () => void;
}

function Inside({ loaded, site, again }: InsideProps): ReactNode {
  if (loaded.state === "failed") return <Failure problem={loaded.problem} again={again} />;
  if (loaded.state === "loading") return <Waiting />;
  if (loaded.value.points.length === 0) {
    return <p className="empty">No miner of this site has reported in the last 24 h.</p>;
  }
  return (
    <>
      <Suspense fallback={<Waiting />}>
        <Charts drawn={loaded.value} capacity={Number(site.capacityMw) * 1e6} />
      </Suspense>
      <p className="aside">
        Last 24 h: means of half hours times the miners that reported, up to when this page was opened; from then on the
        sum of each miner’s newest sample, a point every 10 s.
      </p>
    </>
  );
}

function Waiting(): ReactNode {
  return <div className="charts skeleton"><span className="unseen">Loading…</span><i /><i /><i /></div>;
}

interface ChartsProps {
  readonly drawn: Drawn;
  /** Watts that the site can have. */
  readonly capacity: number;
}

function Charts({ drawn: { points, now }, capacity }: ChartsProps): ReactNode {
  const times = points.map(({ at }) => at);
  const column = (name: Exclude<keyof Point, "at">): (number | null)[] => points.map((point) => point[name]);
  const [hashes, watts] = [column("terahashes"), column("watts")];
  const temperatures: Line[] = [
    { name: "mean", colour: "--line-3", values: column("celsius") },
    { name: "hottest", colour: "--line-4", values: column("hottest"), dashed: true },
  ];
  const [pointed, point] = useState<number | null>(null);
  const shared = { times, now, silence: STALE };
  const [hashLines, powerLines] = [line("--line-1", hashes), line("--line-2", watts)];
  return (
    <div className="charts">
      <Chart
        name="hashrate"
        title="Hashrate"
        pointed={pointed}
        point={point}
        drawing={{ ...shared, zero: true, lines: hashLines, quantity: hashrate(greatest(hashes)) }}
      />
      <Chart
        name="power"
        title="Power"
        pointed={pointed}
        point={point}
        note={(at) => share(watts[at], capacity)}
        drawing={{ ...shared, zero: true, lines: powerLines, quantity: power(greatest(watts)) }}
      />
      <Chart
        name="temperature"
        title="Temperature"
        pointed={pointed}
        point={point}
        drawing={{ ...shared, zero: false, lines: temperatures, quantity: celsius() }}
      />
    </div>
  );
}

function line(colour: Line["colour"], values: Line["values"]): Line[] {
  return [{ name: "", colour, values }];
}

function share(watts: number | null | undefined, capacity: number): string {
  if (watts === null || watts === undefined || capacity === 0) return "";
  return `${percent(watts / capacity)} of the site’s · `;
}

function greatest(values: readonly (number | null)[]): number {
  return Math.max(...values.map((value) => value ?? 0));
}
