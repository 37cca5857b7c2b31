import type { SitesQuery } from "../../graph/graphql.ts";
import type { Loaded } from "../live/problem.ts";
import { useValue } from "../live/useLive.ts";
import { useServices } from "../services.ts";
import { chosenSite } from "./place.ts";

export type Site = NonNullable<SitesQuery["sites"]>["nodes"][number];
export type SitesState = Loaded<Site[]>;

/** All sites, and the chosen one: the first one unless the address names another. */
export interface Choice {
  readonly loaded: SitesState;
  readonly sites: readonly Site[];
  readonly site: Site | null;
  /** The number of a site in the address that is not there. */
  readonly unknown: number | null;
}

/** The sites as they are now, for a component. */
export function useSite(): Choice {
  const loaded = useValue(useServices().sites);
  const chosen = useValue(chosenSite);
  const sites = loaded.state === "ready" ? loaded.value : [];
  const found = sites.find(({ id }) => id === chosen);
  const unknown = loaded.state === "ready" && !found ? chosen : null;
  return { loaded, sites, site: found ?? sites[0] ?? null, unknown };
}
