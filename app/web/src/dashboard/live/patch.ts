/** Live lists: the gateway tells all rows first, and from then on what has changed. */

/** A result of a live list, as `liveAgents` and its like give it. `list` is null if nothing of it has changed. */
export interface Patch<Node, Figures = never> {
  readonly sequence: number;
  readonly whole: boolean;
  readonly rows: readonly Row<Node>[];
  readonly gone: readonly string[];
  readonly list?: Figures | null;
}

/** A row by its key, with the key of the row before it; null for the first row. */
export interface Row<Node> {
  readonly key: string;
  readonly after: string | null;
  readonly node: Node | null;
}

/** A list after so many patches. */
export interface LiveList<Node, Figures = never> {
  readonly sequence: number;
  readonly rows: readonly Row<Node>[];
  readonly figures: Figures | null;
}

/** The list after a patch; null if a patch between them is missing, and the list must be asked for anew. */
export function patched<Node, Figures = never>(
  before: LiveList<Node, Figures> | null,
  patch: Patch<Node, Figures>,
): LiveList<Node, Figures> | null {
  const { sequence, list = null } = patch;
  if (patch.whole) return { sequence, rows: patch.rows, figures: list };
  if (before?.sequence !== sequence - 1) return null;
  const rows = inOrder(before.rows, patch);
  return rows && { sequence, rows, figures: list ?? before.figures };
}

/** Each row names the one before it, so that the rows are a chain, whichever of them have moved. */
function inOrder<Node>(before: readonly Row<Node>[], patch: Pick<Patch<Node>, "rows" | "gone">): Row<Node>[] | null {
  const rows = new Map(before.map((row) => [row.key, row]));
  for (const key of patch.gone) rows.delete(key);
  for (const row of patch.rows) rows.set(row.key, row);
  const following = new Map([...rows.values()].map((row) => [row.after, row]));
  const ordered: Row<Node>[] = [];
  let row = following.get(null);
  while (row && ordered.length < rows.size) {
    ordered.push(row);
    row = following.get(row.key);
  }
  return ordered.length === rows.size ? ordered : null;
}
