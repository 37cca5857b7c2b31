/** Of each house and tier, the jackpot that is nearest to the size from which it is played. */

import type { JackpotsSubscription } from "../../graph/graphql.ts";

type Credential = NonNullable<NonNullable<JackpotsSubscription["liveCredentials"]>["rows"][number]["node"]>;
type Growth = NonNullable<Credential["growth"]>["tiers"][number];

export interface Tier {
  readonly tier: Growth["tier"];
  readonly username: string;
  readonly value: number;
  readonly threshold: number;
  /** Value by threshold: 1 is where it is played. */
  readonly share: number;
  readonly reachesThresholdAt: string | null;
}

export interface House {
  readonly name: string;
  readonly tiers: readonly Tier[];
}

/** The houses of some credentials, by name, each with its tiers, the largest first. */
export function housesOf(credentials: readonly Credential[]): House[] {
  const byHouse = Map.groupBy(credentials, ({ houseName }) => houseName);
  const houses = [...byHouse].map(([name, members]) => ({ name, tiers: nearest(members.flatMap(tiersOf)) }));
  return houses.sort((one, other) => one.name.localeCompare(other.name, undefined, { numeric: true }));
}

function nearest(tiers: readonly Tier[]): Tier[] {
  const byTier = Map.groupBy(tiers, ({ tier }) => tier);
  return [...byTier.values()].map((rivals) => rivals.reduce((best, each) => (each.share > best.share ? each : best)));
}

function tiersOf({ username, growth }: Credential): Tier[] {
  return (growth?.tiers ?? []).flatMap(({ value, threshold, ...others }) =>
    value === null || threshold === null || threshold <= 0
      ? []
      : [{ ...others, username, value, threshold, share: value / threshold }],
  );
}
