import assert from "node:assert/strict";
import { Pauses } from "../../../infra/runtime/pauses.ts";

Deno.test("Pauses.take() lets timers have their turn after 5 ms of work, not before", async () => {
  let time = 0;
  const { now } = performance;
  performance.now = () => time;
  try {
    const pauses = new Pauses();
    let isFired = false;
    const timer = new Promise<void>((resolve) =>
      setTimeout(() => {
        isFired = true;
        resolve();
      }, 0)
    );
    time += 4;
    await pauses.take();
    assert.equal(isFired, false);
    time += 1;
    await pauses.take();
    assert.equal(isFired, true);
    await timer;
  } finally {
    performance.now = now;
  }
});
