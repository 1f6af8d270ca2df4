import assert from "node:assert/strict";
import { UploadRoom } from "../../../domain/archive/upload_room.ts";

const limits = { perUser: 2, bytesPerUser: 100, bytes: 250 };
const refused = { code: "rate_limited", details: { retryAfterSeconds: 30 } };

Deno.test("UploadRoom limits the uploads of a user, whatever others have", () => {
  const room = new UploadRoom(limits);
  const [first] = [room.enter("a"), room.enter("a")];
  assert.throws(() => room.enter("a"), refused);
  using _other = room.enter("b");
  first[Symbol.dispose]();
  using _again = room.enter("a");
  assert.throws(() => room.enter("a"), refused);
});

Deno.test("UploadRoom limits the bytes of a user, and of all users together", () => {
  const room = new UploadRoom(limits);
  const [a, a2, b, c] = [room.enter("a"), room.enter("a"), room.enter("b"), room.enter("c")];
  a.keep(60);
  a2.keep(40);
  assert.throws(() => a.keep(1), refused);
  b.keep(100);
  c.keep(50);
  assert.throws(() => c.keep(1), refused);
  a[Symbol.dispose]();
  c.keep(50);
  a2.keep(10);
  assert.throws(() => a2.keep(1), refused);
});
