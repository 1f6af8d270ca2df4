import assert from "node:assert/strict";
import { startTestSite } from "../test_site.ts";
import { signUpProgram } from "./program.ts";

Deno.test("an exported chat can be imported again, once", async () => {
  await using site = await startTestSite();
  const { program } = await signUpProgram(site);
  const { chat_id } = await program.json("POST", "/chats", { json: { message: "Zebra crossing" } });
  const markdown = await program.call("GET", `/chats/${chat_id}/export?format=markdown`);
  assert.equal(markdown.headers.get("Content-Type"), "text/markdown; charset=utf-8");
  assert.match(await markdown.text(), /Zebra crossing/);
  const file = await program.call("GET", `/chats/${chat_id}/export`);
  assert.match(
    file.headers.get("Content-Disposition")!,
    /^attachment; filename="[^"]*zebra-crossing\.json"/,
  );
  const body = await file.text();
  const other = (await signUpProgram(site)).program;
  const headers = { "Content-Type": "application/json" };
  const upload = () => other.json("POST", "/imports", { body, headers });
  assert.deepEqual(await upload(), { imported: 1, present: 0, failed: 0, failures: [] });
  assert.deepEqual(await upload(), { imported: 0, present: 1, failed: 0, failures: [] });
  assert.equal((await other.json("GET", "/chats")).chats[0].title, "Zebra crossing");
});
