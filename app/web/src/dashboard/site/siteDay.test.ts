import assert from "node:assert/strict";
import { test } from "node:test";

import { type Point, type Sample, SiteDay } from "./siteDay.ts";

const NOON = 1_800_000_000;

function sample(minerId: number, at: number, terahashes: number): Sample {
  return { minerId, at, terahashes, watts: terahashes * 30, celsius: 60 + minerId };
}

function bucket(at: number): Point {
  return { at, miners: 2, terahashes: 100, watts: 3000, celsius: 60, hottest: 70 };
}

function day(): SiteDay {
  const made = new SiteDay();
  made.load([bucket(NOON - 3600), bucket(NOON - 1800)], [sample(1, NOON - 100, 50), sample(2, NOON - 50, 40)]);
  return made;
}

void test("the line goes on with the sum of the miners' newest samples", () => {
  assert.deepEqual(day().points(NOON).at(-1), {
    at: NOON - 50, miners: 2, terahashes: 90, watts: 2700, celsius: 61.5, hottest: 62,
  });
});

void test("a sample moves the last point, or makes a new one in a new slot", () => {
  const made = day();
  made.add([sample(1, NOON - 45, 60)]);
  assert.deepEqual(made.points(NOON).map(({ at }) => at), [NOON - 3600, NOON - 1800, NOON - 45]);
  made.add([sample(2, NOON, 70), sample(1, NOON - 20, 10)]);
  assert.deepEqual(made.points(NOON).slice(3).map(({ at, terahashes }) => [at, terahashes]), [
    [NOON - 20, 50],
    [NOON, 80],
  ]);
});

void test("a sample that is told twice, or late, is not drawn twice", () => {
  const made = day();
  made.add([sample(1, NOON, 60)]);
  const before = [...made.points(NOON)];
  made.add([sample(1, NOON, 60), sample(1, NOON - 30, 10)]);
  assert.deepEqual(made.points(NOON), before);
});

void test("a miner that has been silent for an hour does not count", () => {
  const made = day();
  made.add([sample(1, NOON + 3600, 60)]);
  assert.equal(made.points(NOON + 3600).at(-1)?.miners, 1);
});

void test("the window slides", () => {
  assert.equal(day().points(NOON + 24 * 3600 - 1800).length, 2);
  assert.equal(day().points(NOON + 2 * 24 * 3600).length, 0);
});

void test("a site without telemetry has no points", () => {
  const made = new SiteDay();
  made.load([], []);
  assert.deepEqual(made.points(NOON), []);
});
