import assert from "node:assert/strict";
import {
  type UserConnection,
  UserConnections,
} from "../../../infra/connections/user_connections.ts";

class TestConnection implements UserConnection {
  isClosed = false;

  constructor(readonly isBusy: boolean) {}

  isIdle() {
    return !this.isBusy;
  }

  close() {
    this.isClosed = true;
  }
}

Deno.test("UserConnections closes a user's oldest idle connection for a new one, and no busy one", () => {
  const users = new UserConnections(2);
  const [busy, idle, newest] = [true, false, true].map((isBusy) => new TestConnection(isBusy));
  const other = new TestConnection(false);
  users.enter("b", other);
  for (const connection of [busy, idle, newest]) users.enter("a", connection!);
  assert.deepEqual([busy, idle, newest, other].map((one) => one!.isClosed), [
    ...[false, true, false, false],
  ]);
  const late = new TestConnection(false);
  assert.throws(() => users.enter("a", late), { code: "rate_limited" });
  assert.equal(late.isClosed, false);
  users.leave("a", busy!);
  users.enter("a", late);
  users.enter("a", new TestConnection(true));
  assert.ok(late.isClosed);
});
