import type { ReactNode } from "react";

import { graphql } from "../../graph/index.ts";
import type { CurtailmentSubscription } from "../../graph/graphql.ts";
import { seconds } from "../live/ticks.ts";
import { useValue } from "../live/useLive.ts";
import { megawatts } from "../show/decimal.ts";
import { number, percent, power, text } from "../show/format.ts";
import { Time } from "../show/Time.tsx";
import { Card } from "./Card.tsx";
import { useLiveList } from "./useLiveList.ts";

/** Plans are looked at up to this many, those that were to begin first. */
const MOST = 50;

const Plans = graphql(`
  subscription Curtailment($first: Int!) {
    liveCurtailmentPlans(
      first: $first
      where: { status: { in: [EXECUTING, APPROVED] } }
      orderBy: [{ scheduledTime: ASC }]
      every: 1000
    ) {
      sequence
      whole
      gone
      rows {
        key
        after
        node {
          id
          status
          planType
          site {
            name
          }
          targetPowerReduction
          powerReduced
          scheduledTime
          executedAt
          recoveryTime
          minersAffected
          measuredEffect {
            reductionMw
          }
        }
      }
      list {
        totalCount
      }
    }
  }
`);

type Plan = NonNullable<NonNullable<CurtailmentSubscription["liveCurtailmentPlans"]>["rows"][number]["node"]>;

/** Plans that shut miners down now, and those that are approved to do so. */
export function Curtailment({ again }: { readonly again: () => void }): ReactNode {
  const loaded = useLiveList(
    { document: Plans, variables: () => ({ first: MOST }) },
    (data) => data.liveCurtailmentPlans,
  );
  const all = loaded.state === "ready" ? (loaded.value.figures?.totalCount ?? 0) : 0;
  return (
    <Card
      name="curtailment"
      title="Curtailment"
      aside={`power saved, of what was planned${all > MOST ? `; the first ${number(MOST)} of ${number(all)}` : ""}`}
      loaded={loaded}
      empty={({ rows }) => (rows.length === 0 ? "No curtailment under way." : null)}
      again={again}
    >
      {({ rows }) => {
        const plans = rows.flatMap(({ node }) => node ?? []);
        const running = plans.filter(({ status }) => status === "EXECUTING");
        const approved = plans.filter(({ status }) => status === "APPROVED");
        return (
          <>
            <Group title={`Under way: ${number(running.length)}`}>
              {running.map((plan) => <Running key={plan.id} plan={plan} />)}
            </Group>
            <Group title={`Approved: ${number(approved.length)}`}>
              {approved.map((plan) => <Approved key={plan.id} plan={plan} />)}
            </Group>
          </>
        );
      }}
    </Card>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: readonly ReactNode[] }): ReactNode {
  return (
    <>
      <p className="count">{title}</p>
      {children.length === 0 ? null : <ul className="plans">{children}</ul>}
    </>
  );
}

function Running({ plan }: { readonly plan: Plan }): ReactNode {
  const { site, planType, powerReduced, targetPowerReduction, minersAffected, measuredEffect } = plan;
  const saved = measuredEffect?.reductionMw ?? null;
  return (
    <li data-status="executing">
      <h3>
        {site?.name ?? "Unknown site"} <small>{planType.toLowerCase()}</small>
      </h3>
      <p className="right">
        <b>{powerReduced === null ? "unknown" : megawatts(powerReduced)}</b>{" "}
        <small>of {megawatts(targetPowerReduction)}</small>
      </p>
      <Progress plan={plan} />
      <p>
        <small>{number(minersAffected)} {minersAffected === 1 ? "miner" : "miners"} · <Ends plan={plan} /></small>
      </p>
      <p className="right">
        <small>{saved === null ? "not measured" : `measured ${text(saved * 1e6, power(Math.abs(saved) * 1e6))}`}</small>
      </p>
    </li>
  );
}

function Progress({ plan: { executedAt, recoveryTime, site } }: { readonly plan: Plan }): ReactNode {
  const now = useValue(seconds);
  if (executedAt === null || recoveryTime === null) return null;
  const [start, end] = [Date.parse(executedAt), Date.parse(recoveryTime)];
  const done = Math.min(1, Math.max(0, (now - start) / (end - start)));
  return (
    <progress max={1} value={done} aria-label={`Time of the curtailment at ${site?.name ?? "unknown site"}`}>
      {percent(done)}
    </progress>
  );
}

function Ends({ plan: { executedAt, recoveryTime } }: { readonly plan: Plan }): ReactNode {
  const now = useValue(seconds);
  if (recoveryTime !== null) {
    const late = now >= Date.parse(recoveryTime);
    return <>{late ? "was to end" : "ends"} <Time at={recoveryTime} precision="moment" /></>;
  }
  return executedAt === null ? "until started by hand" : <>since <Time at={executedAt} precision="moment" /></>;
}

function Approved({ plan }: { readonly plan: Plan }): ReactNode {
  const { site, planType, targetPowerReduction, scheduledTime } = plan;
  return (
    <li data-status="approved">
      <h3>
        {site?.name ?? "Unknown site"} <small>{planType.toLowerCase()}</small>
      </h3>
      <p className="right">
        {megawatts(targetPowerReduction)}{" "}
        <small>{scheduledTime === null ? "on demand" : <Time at={scheduledTime} precision="moment" />}</small>
      </p>
    </li>
  );
}
