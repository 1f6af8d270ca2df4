import assert from "node:assert/strict";
import { TimeSlices } from "../../../infra/runtime/time_slices.ts";

Deno.test("TimeSlices.run() returns what the work returns", async () => {
  assert.equal(await new TimeSlices().run(work(3, "done")), "done");
});

Deno.test("TimeSlices.run() does short work at once", () => {
  const log: string[] = [];
  new TimeSlices().run(noting(log, "a", 2, 0));
  assert.deepEqual(log, ["a", "a"]);
});

Deno.test("TimeSlices.run() lets other work have its turn when one piece of work is long", async () => {
  const slices = new TimeSlices();
  const log: string[] = [];
  await Promise.all([
    slices.run(noting(log, "long", 10, 4)),
    slices.run(noting(log, "short", 1, 4)),
  ]);
  assert.ok(log.indexOf("short") < log.lastIndexOf("long"));
});

Deno.test("TimeSlices.run() lets timers have their turn when many pieces of work come at once", async () => {
  const slices = new TimeSlices();
  const log: string[] = [];
  const timer = new Promise<void>((resolve) =>
    setTimeout(() => {
      log.push("timer");
      resolve();
    }, 0)
  );
  await Promise.all([
    timer,
    ...Array.from({ length: 10 }, () => slices.run(noting(log, "work", 1, 4))),
  ]);
  assert.ok(log.indexOf("timer") <= 3, String(log));
});

Deno.test("TimeSlices.run() rejects with the error and continues with other work when one piece throws", async () => {
  const slices = new TimeSlices();
  // deno-lint-ignore require-yield
  const broken = slices.run((function* (): Generator<void, never> {
    throw new Error("broken");
  })());
  await assert.rejects(broken, /broken/);
  assert.equal(await slices.run(work(1, "fine")), "fine");
});

function* work<T>(steps: number, result: T): Generator<void, T> {
  for (let i = 0; i < steps; i++) yield;
  return result;
}

/** Notes each step in the log; a step takes `milliseconds`. */
function* noting(log: string[], name: string, steps: number, milliseconds: number) {
  for (let i = 0; i < steps; i++) {
    log.push(name);
    for (const end = performance.now() + milliseconds; performance.now() < end;);
    yield;
  }
}
