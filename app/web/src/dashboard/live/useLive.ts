import { useState, useSyncExternalStore } from "react";

import type { Live } from "./live.ts";

/** What a live value is, for a component; it is watched as long as the component is there. */
export function useValue<State>(live: Live<State>): State {
  return useSyncExternalStore(live.watch, live.value);
}

/** The same of a live value that belongs to the component, and is made once. Another one needs another `key`. */
export function useLive<State>(create: () => Live<State>): State {
  const [live] = useState(create);
  return useValue(live);
}
