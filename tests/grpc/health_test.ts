import { status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { startGrpcTest } from "../support/grpc/test_server.ts";
import { healthClient } from "../support/grpc/health_client.ts";
import { refusalOf } from "../support/http/refusal.ts";
import { within } from "../support/suite/within.ts";

for (const service of ["", "pb.ChatService", "parley.v1.ChatService"]) {
  Deno.test(`Health.Check() without a token follows setServing() for "${service}"`, async () => {
    await using t = await startGrpcTest();
    using health = healthClient(t.address);
    assert.equal(await health.check(service), "SERVING");
    t.server.setServing(false);
    assert.equal(await health.check(service), "NOT_SERVING");
    t.server.setServing(true);
    assert.equal(await health.check(service), "SERVING");
  });
}

for (const name of ["pb.NoService", "no".repeat(30_000)]) {
  Deno.test(`Health.Check() answers NOT_FOUND when no service is named "${name.slice(0, 20)}"`, async () => {
    await using t = await startGrpcTest();
    using health = healthClient(t.address);
    const { code, metadata: trailers } = await health.check(name).then(
      assert.fail,
      (error) => error,
    );
    const refusal = { code: "NOT_FOUND", reason: "NOT_FOUND" };
    assert.deepEqual(await refusalOf({ code, trailers }), refusal);
  });
}

Deno.test("Health.Watch() reports each change, and ends when the server stops", async () => {
  await using t = await startGrpcTest();
  using health = healthClient(t.address);
  const watch = health.watch("pb.ChatService");
  const next = async () => (await watch.next()).value;
  assert.equal(await next(), "SERVING");
  t.server.setServing(false);
  assert.equal(await next(), "NOT_SERVING");
  t.server.setServing(true);
  assert.equal(await next(), "SERVING");
  const stopped = t.server.stop(60_000);
  assert.equal(await next(), "NOT_SERVING");
  await assert.rejects(watch.next(), { code: status.UNAVAILABLE });
  await stopped;
});

for (const service of ["", "pb.ChatService"]) {
  Deno.test(`Health.Watch() of "${service}" ends with UNAVAILABLE when stop() follows setServing(false)`, async () => {
    await using t = await startGrpcTest();
    using health = healthClient(t.address);
    const watch = health.watch(service);
    const next = async () => (await watch.next()).value;
    assert.equal(await next(), "SERVING");
    t.server.setServing(false);
    const stopped = t.server.stop(60_000);
    assert.equal(await next(), "NOT_SERVING");
    await assert.rejects(watch.next(), { code: status.UNAVAILABLE });
    await within(10_000, stopped);
  });
}
