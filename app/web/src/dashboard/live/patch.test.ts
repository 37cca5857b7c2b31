import assert from "node:assert/strict";
import { test } from "node:test";

import { type LiveList, patched, type Row } from "./patch.ts";

/** Rows in this order; a row's value is its key unless another is given. */
function rows(order: string, values: Record<string, string> = {}): Row<string>[] {
  return Array.from(order).map((key, place) => ({ key, after: order[place - 1] ?? null, node: values[key] ?? key }));
}

/** What differs between two lists, as the gateway finds it. */
function difference(before: Row<string>[], now: Row<string>[]): { rows: Row<string>[]; gone: string[] } {
  const known = new Map(before.map((row) => [row.key, JSON.stringify(row)]));
  return {
    rows: now.filter((row) => known.get(row.key) !== JSON.stringify(row)),
    gone: before.map((row) => row.key).filter((key) => !now.some((row) => row.key === key)),
  };
}

const first: LiveList<string> = { sequence: 1, rows: rows("abcd"), figures: null };

void test("a whole result is the list", () => {
  const list = patched(first, { sequence: 9, whole: true, rows: rows("xy"), gone: [] });
  assert.deepEqual(list, { sequence: 9, rows: rows("xy"), figures: null });
});

for (const order of ["abcd", "cdab", "dcba", "bcd", "acd", "abxcd", "xabcd", "", "badc", "xdya"]) {
  void test(`patches lead from abcd to ${order || "nothing"}`, () => {
    const now = rows(order, { b: "changed" });
    const list = patched(first, { sequence: 2, whole: false, ...difference(rows("abcd"), now) });
    assert.deepEqual(list, { sequence: 2, rows: now, figures: null });
  });
}

void test("a patch that does not follow is not applied", () => {
  assert.equal(patched(first, { sequence: 3, whole: false, rows: [], gone: [] }), null);
  assert.equal(patched(null, { sequence: 2, whole: false, rows: [], gone: [] }), null);
});

void test("rows that are no chain are not a list", () => {
  const patch = { sequence: 2, whole: false, rows: [{ key: "x", after: "nowhere", node: "x" }], gone: [] };
  assert.equal(patched(first, patch), null);
});

void test("figures stay until they are told anew", () => {
  const counted = { ...first, figures: { totalCount: 4 } };
  const quiet = patched(counted, { sequence: 2, whole: false, rows: [], gone: [], list: null });
  assert.deepEqual(quiet?.figures, { totalCount: 4 });
});
