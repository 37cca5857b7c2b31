import assert from "node:assert/strict";
import { test } from "node:test";

import { percent, percentDown } from "./format.ts";

void test("whole tenths of a percent are shown as they are, whatever binary number stands for them", () => {
  for (let tenths = 0; tenths <= 1000; tenths++) {
    const shown = percent(tenths / 1000, 1);
    assert.equal(percentDown(tenths / 1000), shown);
    assert.equal(percentDown((1000 + tenths) / 1000 - 1), shown);
  }
});

void test("a part that is a little too small for a threshold is shown so", () => {
  assert.equal(percentDown(0.9999), percent(0.999, 1));
});
