import assert from "node:assert/strict";
import { NO_REVISION, revisionOf } from "../../../domain/chats/revision.ts";

Deno.test("revisionOf() reads etags of either kind, and only ours", () => {
  for (const etag of ["7", '"7"', 'W/"7"']) assert.equal(revisionOf(etag), 7, etag);
  for (const etag of ["", "*", '"7', "W/7", "7.5", "-7", '"a"', "1".repeat(16)]) {
    assert.equal(revisionOf(etag), NO_REVISION, etag);
  }
});
