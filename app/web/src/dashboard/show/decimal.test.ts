import assert from "node:assert/strict";
import { test } from "node:test";

import { decimal, dollars, megawatts, moved } from "./decimal.ts";

void test("amounts are grouped and exact, whatever their length", () => {
  assert.equal(dollars("18012.05", "en"), "$18,012.05");
  assert.equal(dollars("9007199254740993.01", "en"), "$9,007,199,254,740,993.01");
  assert.equal(dollars("-0.10", "en"), "-$0.10");
  assert.equal(dollars("12345678901234567890.123456", "en"), "$12,345,678,901,234,567,890.123456");
  assert.equal(dollars("5", "en"), "$5.00");
});

void test("decimals keep every digit", () => {
  assert.equal(decimal("0.1000000000000000055511151231257827", "en").startsWith("0.10000000000000000555"), true);
  assert.equal(decimal("123456.700", "en"), "123,456.7");
});

void test("a text that is no decimal stays as it is", () => {
  assert.equal(dollars("NaN"), "NaN");
  assert.equal(decimal("1e5"), "1e5");
});

void test("the point is moved without arithmetic", () => {
  assert.equal(moved("0.020545", 3), "20.545");
  assert.equal(moved("0.4", 3), "400");
  assert.equal(moved("-0.0005", 3), "-0.5");
  assert.equal(moved("0.000000", 3), "0");
  assert.equal(moved("12.5", 3), "12500");
});

void test("megawatts below one are kilowatts", () => {
  assert.equal(megawatts("0.020545", "en"), "20.545\u00a0kW");
  assert.equal(megawatts("1.500", "en"), "1.5\u00a0MW");
  assert.equal(megawatts("10", "en"), "10\u00a0MW");
});
