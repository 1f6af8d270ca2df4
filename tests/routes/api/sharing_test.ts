import assert from "node:assert/strict";
import { startTestSite } from "../test_site.ts";
import { signUpProgram } from "./program.ts";

Deno.test("a chat is shared, read by anyone with the link, and unshared", async () => {
  await using site = await startTestSite();
  const { program } = await signUpProgram(site);
  const { chat_id } = await program.json("POST", "/chats", { json: { message: "Zebra crossing" } });
  const unshared = { path: null, share_time: null };
  assert.deepEqual(await program.json("GET", `/chats/${chat_id}/share`), unshared);
  const shared = await program.json("PUT", `/chats/${chat_id}/share`);
  assert.deepEqual(await program.json("GET", `/chats/${chat_id}/share`), shared);
  assert.equal((await site.visitor().get(shared.path)).status, 200);
  assert.equal((await program.call("DELETE", `/chats/${chat_id}/share`)).status, 204);
  assert.equal((await site.visitor().get(shared.path)).status, 404);
});
