import assert from "node:assert/strict";
import { within } from "../../../routes/http/within.ts";

Deno.test("within() says whether a promise was fulfilled in time, and rejects with its error", async () => {
  assert.equal(await within(10_000, Promise.resolve()), true);
  assert.equal(await within(5, new Promise(() => {})), false);
  await assert.rejects(within(10_000, Promise.reject(new Error("no"))), { message: "no" });
});

Deno.test("within() counts what came while the process paused", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  using sender = await Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port });
  using receiver = await listener.accept();
  const isInTime = within(20, receiver.read(new Uint8Array(1)));
  await sender.write(new Uint8Array(1));
  for (const end = performance.now() + 100; performance.now() < end;);
  assert.equal(await isInTime, true);
});
