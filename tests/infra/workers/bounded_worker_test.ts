import assert from "node:assert/strict";
import { BoundedWorker } from "../../../infra/workers/bounded_worker.ts";

const url = new URL("unruly_worker.ts", import.meta.url);

function open(options: { timeLimit?: number; idleTime?: number } = {}) {
  const worker = new BoundedWorker({ url, timeLimit: 60_000, ...options });
  return {
    run: (job: string) => worker.run(job),
    [Symbol.dispose]: () => worker[Symbol.dispose](),
  };
}

Deno.test("BoundedWorker does jobs in order, each to its end", async () => {
  using worker = open();
  const jobs = ["one", "two", "fail", "three"].map((job) => worker.run(job).catch(String));
  assert.deepEqual(await Promise.all(jobs), ["one", "two", "Error: it failed", "three"]);
});

Deno.test("BoundedWorker stops a job that hangs, and does the next ones", async () => {
  using worker = open({ timeLimit: 1500 });
  assert.equal(await worker.run("before"), "before");
  const hanging = worker.run("hang");
  const after = worker.run("after");
  // Meanwhile the event loop is free.
  let ticks = 0;
  const clock = setInterval(() => ticks++, 20);
  await assert.rejects(hanging, { name: "TimeoutError" });
  clearInterval(clock);
  assert.ok(ticks > 5, `${ticks} ticks`);
  assert.equal(await after, "after");
});

Deno.test("BoundedWorker starts another worker when one breaks", async () => {
  using worker = open();
  await assert.rejects(worker.run("break"), /it broke/);
  assert.equal(await worker.run("after"), "after");
});

Deno.test("BoundedWorker ends its worker when there is nothing to do, and starts another", async () => {
  using worker = open({ idleTime: 1 });
  for (let i = 0; i < 3; i++) {
    assert.equal(await worker.run("a job"), "a job");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});

Deno.test("BoundedWorker fails running and later jobs once it is disposed", async () => {
  const worker = new BoundedWorker({ url, timeLimit: 60_000 });
  const jobs = [worker.run("hang"), worker.run("after")];
  worker[Symbol.dispose]();
  for (const job of [...jobs, worker.run("later")]) {
    await assert.rejects(job, { name: "AbortError" });
  }
});
