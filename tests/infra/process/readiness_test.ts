import assert from "node:assert/strict";
import { Readiness } from "../../../infra/process/readiness.ts";

Deno.test("Readiness.isReady() is what the database says", async () => {
  assert.equal(await new Readiness({ ping: () => Promise.resolve() }).isReady(), true);
  const away = new Readiness({ ping: () => Promise.reject(new Error("away")) });
  assert.equal(await away.isReady(), false);
});

Deno.test("Readiness.isReady() gives up on a connection that is silent, and asks once for all", async () => {
  let pings = 0;
  const ping = () => ++pings === 1 ? new Promise<void>(() => {}) : Promise.resolve();
  const readiness = new Readiness({ ping });
  const start = performance.now();
  assert.deepEqual(await Promise.all([readiness.isReady(), readiness.isReady()]), [false, false]);
  assert.ok(performance.now() - start < 10_000);
  assert.equal(pings, 1);
  assert.equal(await readiness.isReady(), true);
  assert.equal(pings, 2);
});

Deno.test("Readiness.setServing(false) makes isReady() false, also for a check that is running", async () => {
  const ping = Promise.withResolvers<void>();
  const readiness = new Readiness({ ping: () => ping.promise });
  const answer = readiness.isReady();
  readiness.setServing(false);
  ping.resolve();
  assert.equal(await answer, false);
  assert.equal(await readiness.isReady(), false);
  readiness.setServing(true);
  assert.equal(await readiness.isReady(), true);
});
