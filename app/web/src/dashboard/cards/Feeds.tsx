import type { ReactNode } from "react";

import { useValue } from "../live/useLive.ts";
import { useServices } from "../services.ts";
import { number } from "../show/format.ts";
import { Card } from "./Card.tsx";
import type { Feed } from "./feeds.ts";

const STORES: Record<string, string> = { postgres: "PostgreSQL", mongo: "MongoDB" };

/** Who is subscribed to the gateway, and how far behind they are. */
export function Feeds(): ReactNode {
  const { feeds } = useServices();
  const loaded = useValue(feeds);
  return (
    <Card
      name="feeds"
      title="Subscribers"
      aside="of the gateway's process, every 5 s"
      loaded={loaded}
      empty={(feeds) => (feeds.length === 0 ? "This gateway follows no store." : null)}
      again={feeds.reopen}
    >
      {(feeds) => (
        <table>
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col" className="right">subscribers</th>
              <th scope="col" className="right">events waiting</th>
            </tr>
          </thead>
          {feeds.map((feed) => <Store key={feed.store} feed={feed} />)}
        </table>
      )}
    </Card>
  );
}

function Store({ feed: { store, following, behind, subscriptions } }: { readonly feed: Feed }): ReactNode {
  return (
    <tbody>
      <tr className="group">
        <th scope="rowgroup" colSpan={3}>
          {STORES[store] ?? store}{" "}
          <small>{following ? `${number(behind, 1)}\u00a0s behind` : "not followed: nobody asks"}</small>
        </th>
      </tr>
      {subscriptions.map(({ field, subscribers, waiting }) => (
        <tr key={field}>
          <th scope="row"><code>{field}</code></th>
          <td className="right">{number(subscribers)}</td>
          <td className="right">{number(waiting)}</td>
        </tr>
      ))}
    </tbody>
  );
}
