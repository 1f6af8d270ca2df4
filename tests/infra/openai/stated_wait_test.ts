import assert from "node:assert/strict";
import { statedWait } from "../../../infra/openai/stated_wait.ts";

const waits: Record<string, number | null> = {
  "Please try again in 7m12.5s. Need more tokens?": 432_500,
  "Please try again in 20s.": 20_000,
  "try again in 380ms": 380,
  "Please retry in 38.5s": 38_500,
  "Please retry after 12 seconds.": 12_000,
  "Please wait 10 seconds before retrying": 10_000,
  "Try again in 1 hour and 5 minutes": 3_900_000,
  "Please try again in 2 days, 3h": 183_600_000,
  "Please try again in a few minutes": null,
  "Please try again in 5 models": null,
  "Please try again later": null,
  "Limit 20s": null,
};

Deno.test("statedWait() reads how long a sentence asks to wait", () => {
  for (const [message, wait] of Object.entries(waits)) {
    assert.equal(statedWait(message), wait, message);
  }
});

Deno.test("statedWait() takes no long time for any sentence", () => {
  const began = performance.now();
  statedWait("try again in ".repeat(1_000));
  statedWait(`try again in ${"1s ".repeat(10_000)}x`);
  statedWait(`try again in ${"1".repeat(100_000)}`);
  assert.ok(performance.now() - began < 500);
});
