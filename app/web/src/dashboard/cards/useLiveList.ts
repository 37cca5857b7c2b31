import { useLive } from "../live/useLive.ts";
import { liveList, type LiveQuery } from "../live/liveQuery.ts";
import type { Given } from "../live/operation.ts";
import type { LiveList, Patch } from "../live/patch.ts";
import type { Loaded } from "../live/problem.ts";
import { useServices } from "../services.ts";

/** A live list that belongs to the component, and is made once; `read` takes the patch from a result. */
export function useLiveList<Data, Variables extends Given, Node, Figures = never>(
  query: LiveQuery<Data, Variables>,
  read: (data: Data) => Patch<Node, Figures> | null | undefined,
): Loaded<LiveList<Node, Figures>> {
  const { client } = useServices().connection;
  return useLive(() => liveList(client, query, read));
}
