/** The chosen site, which the page's address remembers as `?site=`. */

import { Live } from "../live/live.ts";

const NAME = "site";

/** The number of the site in the address; null if there is none. */
export const chosenSite = new Live<number | null>(inAddress(), (live) => {
  const look = (): void => { live.set(inAddress()); };
  addEventListener("popstate", look);
  return () => { removeEventListener("popstate", look); };
});

/** Choose a site: the browser's way back leads to the one before. */
export function chooseSite(id: number): void {
  const address = new URL(location.href);
  address.searchParams.set(NAME, String(id));
  history.pushState(null, "", address);
  chosenSite.set(id);
}

function inAddress(): number | null {
  const said = new URLSearchParams(location.search).get(NAME) ?? "";
  return /^\d{1,9}$/.test(said) ? Number(said) : null;
}
