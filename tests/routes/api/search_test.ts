import assert from "node:assert/strict";
import { startTestSite } from "../test_site.ts";
import { signUpProgram } from "./program.ts";
import { allSearchable } from "../../support/databases/all_searchable.ts";

Deno.test("GET /search finds chats, with the matching line in parts", async () => {
  await using site = await startTestSite();
  const { program } = await signUpProgram(site);
  const { chat_id } = await program.json("POST", "/chats", { json: { message: "Zebra crossing" } });
  await allSearchable(site.database);
  const { hits } = await program.json("GET", "/search?query=zebra&page_size=10");
  assert.ok(hits.length >= 1);
  assert.equal(hits[0].chat_id, chat_id);
  assert.ok(
    hits[0].snippet.some(({ text, match }: Record<string, unknown>) =>
      match === true && text === "Zebra"
    ),
  );
});
