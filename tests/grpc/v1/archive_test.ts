import assert from "node:assert/strict";
import { conversation } from "../../support/archives/chatgpt_export.ts";
import { actingFor } from "../../support/grpc/v1_client.ts";
import { say } from "../../support/upstream/fake_openai.ts";
import { startGrpcTestV1 } from "../../support/grpc/v1_test_server.ts";
import { refusalOf } from "../../support/http/refusal.ts";

const wrong = { code: "INVALID_ARGUMENT", reason: "INVALID_ARGUMENT" };

Deno.test("ExportChat() makes a file that ImportChats() imports once", async () => {
  await using t = await startGrpcTestV1({ upstream: { reply: say("An *answer* 😀") } });
  const { begun } = await t.v1.read("StartChat", { message: "A question" });
  const { chat_id } = begun!;
  const json = await t.v1.ask("ExportChat", { chat_id, format: "EXPORT_FORMAT_JSON" });
  assert.match(json.file_name, /\.json$/);
  assert.equal(json.content_type, "application/json");
  const markdown = await t.v1.ask("ExportChat", { chat_id, format: "EXPORT_FORMAT_MARKDOWN" });
  assert.match(markdown.content_type, /^text\/markdown/);
  assert.match(new TextDecoder().decode(markdown.content), /An \*answer\* 😀/);

  const other = t.v1.as(actingFor("user-2"));
  const report = { imported: 1, present: 0, failed: 0, failures: [] };
  assert.deepEqual(await other.ask("ImportChats", { file: json.content }), report);
  const { chats: [chat] } = await other.ask("ListChats", {});
  assert.equal(chat!.title, "A question");
  assert.deepEqual(await other.ask("ImportChats", { file: json.content }), {
    ...report,
    imported: 0,
    present: 1,
  });
  const { messages, ...head } = JSON.parse(new TextDecoder().decode(json.content));
  messages[1].parentId = "nobody";
  const broken = new TextEncoder().encode(JSON.stringify({ ...head, id: "another", messages }));
  const { failed, failures } = await other.ask("ImportChats", { file: broken });
  assert.equal(failed, 1);
  assert.equal(failures[0]!.name, "A question");
  assert.notEqual(failures[0]!.reason, "");
});

Deno.test("ImportChats() reports what it left out", async () => {
  await using t = await startGrpcTestV1();
  const file = new TextEncoder().encode(JSON.stringify([conversation]));
  const { imported, omitted } = await t.v1.ask("ImportChats", { file });
  assert.equal(imported, 1);
  assert.deepEqual(omitted, {
    pictures: 1,
    recordings: 0,
    files: 0,
    thoughts: 1,
    tool_steps: 2,
    others: 0,
  });
});

Deno.test("ExportChat() and ImportChats() explain their refusals", async () => {
  async function* tooMuch() {
    for (let i = 0; i < 5; i++) yield await Promise.resolve("x".repeat(1024 * 1024));
  }
  await using t = await startGrpcTestV1({
    app: () => ({
      exportChat: () => Promise.resolve({ fileName: "large.json", text: tooMuch() }),
    }),
  });
  const { begun } = await t.v1.read("StartChat", { message: "A question" });
  const { chat_id } = begun!;
  for (const format of [0, 99] as const) {
    const end = await t.v1.call("ExportChat", { chat_id, format: format as 0 });
    assert.deepEqual(await refusalOf(end), { ...wrong, fields: ["format"] });
  }
  const large = await t.v1.call("ExportChat", { chat_id, format: "EXPORT_FORMAT_JSON" });
  assert.deepEqual(await refusalOf(large), {
    code: "RESOURCE_EXHAUSTED",
    reason: "PAYLOAD_TOO_LARGE",
  });
  for (const file of ["", "neither JSON nor ZIP"]) {
    const end = await t.v1.call("ImportChats", { file: new TextEncoder().encode(file) });
    assert.deepEqual(await refusalOf(end), { ...wrong, fields: ["file"] }, file);
  }
});
