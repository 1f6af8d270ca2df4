import assert from "node:assert/strict";
import { judgeMemory, showMemory } from "./memory_curve.ts";

/** Memory like a process's: quick growth at first, then a noisy level, plus some growth. */
function curve(growthPerSample: number): number[] {
  return Array.from({ length: 180 }, (_, index) => {
    const warmUp = 100 - 40 * Math.exp(-index / 10);
    return warmUp + (index * 7 % 5) + index * growthPerSample;
  });
}

Deno.test("judgeMemory() finds slow growth and overlooks warm-up and noise", () => {
  const flat = judgeMemory(curve(0));
  assert.ok(Math.abs(flat.growth) < 0.01, String(flat.growth));
  const leaking = judgeMemory(curve(0.1));
  assert.ok(leaking.growth > 0.05, String(leaking.growth));
});

Deno.test("judgeMemory() works with any number of samples", () => {
  assert.deepEqual(judgeMemory([100]), { before: 100, after: 100, growth: 0 });
  assert.equal(judgeMemory([50, 100, 110]).growth.toFixed(2), "0.10");
});

Deno.test("showMemory() shows a long curve in one line", () => {
  assert.equal(showMemory([1.2, 2.7]), "1 3");
  assert.equal(showMemory(curve(0)).split(" ").length, 30);
});
