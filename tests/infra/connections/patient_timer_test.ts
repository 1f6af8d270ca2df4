import assert from "node:assert/strict";
import { startPatience, within } from "../../../infra/connections/patient_timer.ts";

Deno.test("startPatience() reads data that came while the process was paused before it expires", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  using sender = await Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port });
  using receiver = await listener.accept();
  const events: string[] = [];
  const expired = Promise.withResolvers<void>();
  startPatience(20, () => {
    events.push("expired");
    expired.resolve();
  });
  const read = receiver.read(new Uint8Array(1)).then(() => void events.push("heard"));
  await sender.write(new Uint8Array(1));
  for (const end = performance.now() + 100; performance.now() < end;);
  await Promise.all([read, expired.promise]);
  assert.deepEqual(events, ["heard", "expired"]);
});

Deno.test("startPatience() never expires once it is cancelled, not even at the last moment", async () => {
  let isExpired = false;
  const cancel = startPatience(0, () => isExpired = true);
  setTimeout(cancel, 0);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(!isExpired);
});

Deno.test("within() tells whether a promise settled in time, and rejects with its error", async () => {
  assert.equal(await within(10_000, Promise.resolve()), true);
  assert.equal(await within(5, new Promise(() => {})), false);
  await assert.rejects(within(10_000, Promise.reject(new Error("no"))), { message: "no" });
});
