import assert from "node:assert/strict";
import { uuidV7 } from "../../../infra/runtime/uuid_v7.ts";

Deno.test("uuidV7() begins with the time and has version and variant of RFC 9562", () => {
  const before = Date.now();
  const id = uuidV7();
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const time = parseInt(id.replace("-", "").slice(0, 12), 16);
  assert.ok(time >= before && time <= Date.now());
});

Deno.test("uuidV7() grows with every call, also within a millisecond", () => {
  const ids = Array.from({ length: 100_000 }, uuidV7);
  assert.deepEqual(ids, [...new Set(ids)].sort());
});

Deno.test("uuidV7() grows also when the clock is set back", () => {
  const realNow = Date.now;
  const first = uuidV7();
  try {
    Date.now = () => realNow() - 3_600_000;
    assert.ok(uuidV7() > first);
  } finally {
    Date.now = realNow;
  }
});
