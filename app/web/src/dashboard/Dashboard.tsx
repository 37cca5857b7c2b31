import type { ReactNode } from "react";

import { Curtailment } from "./cards/Curtailment.tsx";
import { Feeds } from "./cards/Feeds.tsx";
import { Jackpots } from "./cards/Jackpots.tsx";
import { Miners } from "./cards/Miners.tsx";
import { Retried } from "./cards/Retried.tsx";
import { Wagers } from "./cards/Wagers.tsx";
import { Footer } from "./Footer.tsx";
import { SiteCard } from "./site/SiteCard.tsx";
import { Status } from "./Status.tsx";

/** The page. Each card lives by itself: what fails in one of them leaves the others as they are. */
export function Dashboard(): ReactNode {
  return (
    <>
      <header className="top">
        <h1>Polygraph</h1>
        <Status />
        <nav aria-label="Pages">
          <a href="/graphql">GraphiQL</a>
        </nav>
      </header>
      <main>
        <Retried>{(again) => <SiteCard again={again} />}</Retried>
        <div className="column">
          <Retried>{(again) => <Wagers again={again} />}</Retried>
          <Retried>{(again) => <Jackpots again={again} />}</Retried>
          <div className="pair">
            <Retried>{(again) => <Miners again={again} />}</Retried>
            <Retried>{() => <Feeds />}</Retried>
          </div>
        </div>
        <div className="column">
          <Retried>{(again) => <Curtailment again={again} />}</Retried>
        </div>
      </main>
      <Footer />
    </>
  );
}
