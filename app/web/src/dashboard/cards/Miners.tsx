import type { ReactNode } from "react";

import { graphql } from "../../graph/index.ts";
import type { MinersSubscription } from "../../graph/graphql.ts";
import { number, percent, percentDown } from "../show/format.ts";
import { useSite } from "../site/useSite.ts";
import { Card } from "./Card.tsx";
import { useLiveList } from "./useLiveList.ts";

/** Miners are looked at up to this many, and told up to that many. */
const MOST = 1000;
const SHOWN = 8;

/** Energy for the work done, beside the rated energy, from which on a miner has drifted; and samples to say so. */
const DRIFTED = 1.05;
const SAMPLES = 10;

const Drift = graphql(`
  subscription Miners($siteId: Int!, $first: Int!) {
    liveMiners(
      first: $first
      where: { siteId: { eq: $siteId }, status: { eq: ACTIVE } }
      orderBy: [{ serialNumber: ASC }]
      every: 60000
    ) {
      sequence
      whole
      gone
      rows {
        key
        after
        node {
          serialNumber
          model {
            name
          }
          measuredEfficiency {
            samples
            measured
            rated
            ratio
          }
        }
      }
      list {
        totalCount
      }
    }
  }
`);

type Miner = NonNullable<NonNullable<MinersSubscription["liveMiners"]>["rows"][number]["node"]>;

interface Drifting {
  readonly serialNumber: string;
  readonly model: string;
  readonly measured: number;
  readonly rated: number;
  readonly ratio: number;
}

/** The miners of the chosen site that need much more energy for their work than their maker says. */
export function Miners({ again }: { readonly again: () => void }): ReactNode {
  const { site } = useSite();
  return site && <MinersOf key={site.id} siteId={site.id} again={again} />;
}

function MinersOf({ siteId, again }: { readonly siteId: number; readonly again: () => void }): ReactNode {
  const loaded = useLiveList(
    { document: Drift, variables: () => ({ siteId, first: MOST }) },
    (data) => data.liveMiners,
  );
  return (
    <Card
      name="miners"
      title="Miners that drift"
      aside="energy for work in the last 24 h, against the rating"
      loaded={loaded}
      empty={({ rows }) => nothing(rows.flatMap(({ node }) => node ?? []))}
      again={again}
    >
      {({ rows, figures }) => (
        <Drifters miners={rows.flatMap(({ node }) => node ?? [])} all={figures?.totalCount ?? rows.length} />
      )}
    </Card>
  );
}

function nothing(miners: readonly Miner[]): string | null {
  if (miners.length === 0) return "No miner of this site is active.";
  return miners.flatMap(drifting).length === 0 ? "All active miners have too little telemetry to say." : null;
}

function Drifters({ miners, all }: { readonly miners: readonly Miner[]; readonly all: number }): ReactNode {
  const judged = miners.flatMap(drifting).sort((one, other) => other.ratio - one.ratio);
  const drifted = judged.filter(({ ratio }) => ratio >= DRIFTED);
  return (
    <>
      <p>
        <b>{number(drifted.length)}</b> of {number(judged.length)} miners need at least {percent(DRIFTED - 1)} more.
        {all > judged.length ? <small> {number(all - judged.length)} have too little telemetry to say.</small> : null}
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">Miner</th>
            <th scope="col" className="right">J/TH</th>
            <th scope="col" className="right">rated</th>
            <th scope="col" className="right">drift</th>
          </tr>
        </thead>
        <tbody>{judged.slice(0, SHOWN).map((miner) => <Row key={miner.serialNumber} miner={miner} />)}</tbody>
      </table>
    </>
  );
}

function Row({ miner: { serialNumber, model, measured, rated, ratio } }: { readonly miner: Drifting }): ReactNode {
  const much = ratio >= DRIFTED;
  return (
    <tr data-drifted={much}>
      <th scope="row">{serialNumber} <small>{model}</small></th>
      <td className="right">{number(measured, 1)}</td>
      <td className="right">{number(rated, 1)}</td>
      <td className="right">
        {much ? <span className="sign" aria-label="drifted">▲ </span> : null}
        {change(ratio - 1)}
      </td>
    </tr>
  );
}

/** More or less than rated; less than a tenth of a percent is neither. */
function change(part: number): string {
  const sign = Math.abs(part) < 0.001 ? "" : part > 0 ? "+" : "−";
  return `${sign}${percentDown(Math.abs(part))}`;
}

function drifting({ serialNumber, model, measuredEfficiency: found }: Miner): Drifting[] {
  if (!found || found.samples < SAMPLES) return [];
  const { measured, rated, ratio } = found;
  if (measured === null || rated === null || ratio === null) return [];
  return [{ serialNumber, model: model?.name ?? "unknown model", measured, rated, ratio }];
}
