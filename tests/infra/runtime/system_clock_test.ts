import assert from "node:assert/strict";
import { SystemClock } from "../../../infra/runtime/system_clock.ts";

// Deno.test reports timers that are left behind, which the aborted sleeps here would do.

Deno.test("SystemClock.sleep() waits", async () => {
  const clock = new SystemClock();
  const start = performance.now();
  await clock.sleep(20);
  assert.ok(performance.now() - start >= 19);
});

Deno.test("SystemClock.sleep() ends when its signal aborts, before or during the sleep", async () => {
  const clock = new SystemClock();
  await clock.sleep(60_000, AbortSignal.abort());
  const controller = new AbortController();
  const sleep = clock.sleep(60_000, controller.signal);
  controller.abort();
  await sleep;
});
