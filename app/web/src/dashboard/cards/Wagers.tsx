import type { ReactNode } from "react";

import { graphql } from "../../graph/index.ts";
import { Live } from "../live/live.ts";
import { liveAnswer } from "../live/liveQuery.ts";
import { useLive, useValue } from "../live/useLive.ts";
import { useServices } from "../services.ts";
import { dollars } from "../show/decimal.ts";
import { Figure } from "../show/Figure.tsx";
import { number } from "../show/format.ts";
import { Time } from "../show/Time.tsx";
import { Card } from "./Card.tsx";

const Betting = graphql(`
  subscription Betting($from: DateTime!, $to: DateTime!) {
    liveBetting(from: $from, to: $to) {
      totals {
        bets
        decidedBets
        handle
        paidBack
        win
        holdPercent
      }
    }
  }
`);

/** The viewer's day, as `Date.now()` has it. */
interface Day {
  readonly from: number;
  readonly to: number;
}

/** Today, and from midnight on the day after. */
const today = new Live<Day>(dayOf(Date.now()), (live) => {
  const timer = setInterval(() => {
    if (Date.now() >= live.value().to) live.set(dayOf(Date.now()));
  }, 1000);
  return () => { clearInterval(timer); };
});

/** What was wagered today. */
export function Wagers({ again }: { readonly again: () => void }): ReactNode {
  const day = useValue(today);
  return <DayOfWagers key={day.from} day={day} again={again} />;
}

function DayOfWagers({ day, again }: { readonly day: Day; readonly again: () => void }): ReactNode {
  const { client } = useServices().connection;
  const loaded = useLive(() =>
    liveAnswer(client, { document: Betting, variables: () => moments(day) }, (data) => data.liveBetting?.[0]?.totals),
  );
  return (
    <Card
      name="wagers"
      title="Wagers today"
      aside={<>since <Time at={day.from} precision="moment" /></>}
      loaded={loaded}
      empty={({ bets }) => (bets === 0 ? "No wager has been placed today." : null)}
      again={again}
    >
      {({ bets, decidedBets, handle, paidBack, win, holdPercent }) => (
        <dl className="figures">
          <Figure name="Handle" note="staked">
            <data value={handle} data-testid="wagers-handle" data-value={handle}>{dollars(handle)}</data>
          </Figure>
          <Figure name="Wagers" note={`${number(bets - decidedBets)} still open`}>
            <data value={bets} data-testid="wagers-count" data-value={bets}>{number(bets)}</data>
          </Figure>
          <Figure name="Paid back" note={`on ${number(decidedBets)} decided`}>{dollars(paidBack)}</Figure>
          <Figure
            name="House win"
            note={holdPercent === null ? "no hold yet" : `${number(holdPercent, 1)}\u00a0% hold`}
          >
            {dollars(win)}
          </Figure>
        </dl>
      )}
    </Card>
  );
}

function moments({ from, to }: Day): { from: string; to: string } {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

function dayOf(now: number): Day {
  const date = new Date(now);
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()];
  return { from: new Date(year, month, day).getTime(), to: new Date(year, month, day + 1).getTime() };
}
