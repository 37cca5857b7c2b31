import { type ReactNode, useId } from "react";

import { Failure } from "../cards/Card.tsx";
import { useServices } from "../services.ts";
import { chooseSite } from "./place.ts";
import { SitePanel } from "./SitePanel.tsx";
import { type Choice, type SitesState, useSite } from "./useSite.ts";

/** One site, and the choice among all of them. */
export function SiteCard({ again }: { readonly again: () => void }): ReactNode {
  const choice = useSite();
  const { site } = choice;
  if (!site) return <NoSite loaded={choice.loaded} />;
  return <SitePanel key={site.id} site={site} choice={<Select {...choice} />} again={again} />;
}

function NoSite({ loaded }: { readonly loaded: SitesState }): ReactNode {
  const { sites } = useServices();
  const state = loaded.state === "ready" ? "empty" : loaded.state;
  return (
    <section className="card site" data-testid="card-site" data-state={state} aria-busy={state === "loading"}>
      <h2>Sites</h2>
      {loaded.state === "failed" ? <Failure problem={loaded.problem} again={sites.reopen} /> : null}
      {state === "empty" ? <p className="empty">There are no sites yet.</p> : null}
      {state === "loading" ? <div className="charts skeleton"><i /><i /><i /></div> : null}
    </section>
  );
}

function Select({ sites, site, unknown }: Choice): ReactNode {
  const id = useId();
  return (
    <p className="choice">
      {unknown === null ? null : <small role="status">There is no site {unknown}.</small>}
      <label htmlFor={id}>Site</label>
      <select
        id={id}
        data-testid="site-select"
        value={site?.id}
        onChange={(event) => { chooseSite(Number(event.target.value)); }}
      >
        {sites.map((each) => <option key={each.id} value={each.id}>{each.name}</option>)}
      </select>
    </p>
  );
}
