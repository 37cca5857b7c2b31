import type { ReactNode } from "react";

import { graphql } from "../../graph/index.ts";
import { number, percentDown } from "../show/format.ts";
import { Time } from "../show/Time.tsx";
import { Card } from "./Card.tsx";
import { type House, housesOf, type Tier } from "./jackpotTiers.ts";
import { useLiveList } from "./useLiveList.ts";

/** Credentials are looked at up to this many. */
const MOST = 200;

const Credentials = graphql(`
  subscription Jackpots($first: Int!) {
    liveCredentials(first: $first, where: { enabled: { eq: true } }, every: 5000) {
      sequence
      whole
      gone
      rows {
        key
        after
        node {
          username
          houseName
          growth(samples: 20) {
            tiers {
              tier
              value
              threshold
              reachesThresholdAt
            }
          }
        }
      }
      list {
        totalCount
      }
    }
  }
`);

/** How far the jackpots of each house are from the sizes from which they are played. */
export function Jackpots({ again }: { readonly again: () => void }): ReactNode {
  const loaded = useLiveList(
    { document: Credentials, variables: () => ({ first: MOST }) },
    (data) => data.liveCredentials,
  );
  const all = loaded.state === "ready" ? (loaded.value.figures?.totalCount ?? 0) : 0;
  return (
    <Card
      name="jackpots"
      title="Jackpots to their thresholds"
      aside={`US dollars; of each house the nearest credential${all > MOST ? ` of the first ${number(MOST)}` : ""}`}
      loaded={loaded}
      empty={({ rows }) => (rows.length === 0 ? "No credential is in use." : null)}
      again={again}
    >
      {({ rows }) => (
        <ul className="houses">
          {housesOf(rows.flatMap(({ node }) => node ?? [])).map((house) => <HouseRow key={house.name} house={house} />)}
        </ul>
      )}
    </Card>
  );
}

function HouseRow({ house: { name, tiers } }: { readonly house: House }): ReactNode {
  return (
    <li>
      <h3>{name}</h3>
      {tiers.length === 0 ? <p className="empty">No samples in the last 7 days.</p> : null}
      <dl>{tiers.map((tier) => <TierCell key={tier.tier} house={name} tier={tier} />)}</dl>
    </li>
  );
}

function TierCell({ house, tier: { tier, ...jackpot } }: { readonly house: string; readonly tier: Tier }): ReactNode {
  const name = `${tier.charAt(0)}${tier.slice(1).toLowerCase()}`;
  return (
    <div className="tier" data-reached={jackpot.share >= 1}>
      <dt>{name}</dt>
      <dd>
        <span className="numbers">
          <b>{number(jackpot.value, 2)}</b> <small>of {number(jackpot.threshold, 2)}</small>
        </span>
        <meter
          min={0}
          max={jackpot.threshold}
          value={Math.min(jackpot.value, jackpot.threshold)}
          aria-label={`${house}, ${name}, by ${jackpot.username}`}
        >
          {percentDown(jackpot.share)}
        </meter>
        <small>
          {percentDown(jackpot.share)} · <Forecast jackpot={jackpot} />
        </small>
      </dd>
    </div>
  );
}

function Forecast({ jackpot }: { readonly jackpot: Omit<Tier, "tier"> }): ReactNode {
  if (jackpot.share >= 1) return "reached";
  if (jackpot.reachesThresholdAt === null) return "no forecast";
  return <Time at={jackpot.reachesThresholdAt} precision="moment" />;
}
