import assert from "node:assert/strict";
import {
  blobOf,
  filesIn,
  jsonFile,
  sampleAnswerJson,
  sampleChatJson,
  sampleQuestionJson,
} from "../../support/archives/archives.ts";
import { answered, startTestApp } from "../../support/app/test_app.ts";

Deno.test("exportChat() and importChats() carry over a chat that a model answered", async () => {
  await using test = await startTestApp();
  const { app } = test;
  const turn = await app.startChat({ userId: "user", message: "Why is the sky blue?" });
  await answered(app, turn);
  const { chatId } = turn;
  const json = await app.exportChat({ userId: "user", chatId, format: "json" });
  assert.match(json.fileName, /^\d{4}-\d\d-\d\d-why-is-the-sky-blue\.json$/);
  const file = jsonFile(JSON.parse((await Array.fromAsync(json.text)).join("")));
  const there = await app.importChats("user", file);
  assert.deepEqual(there, { imported: 0, present: 1, failed: 0, failures: [] });
  assert.equal((await app.importChats("other", file)).imported, 1);
  const [chat] = await app.listChats("other", { limit: 9 });
  assert.equal(chat!.title, "Why is the sky blue?");
  // It goes on like any other.
  const next = await app.sendMessage({
    userId: "other",
    chatId: chat!.id,
    message: "And at night?",
  });
  assert.equal((await answered(app, next)).state, "complete");
  assert.equal(test.upstream.requests.at(-1)!.body.messages.length, 3);
  const markdown = await app.exportChat({ userId: "user", chatId, format: "md" });
  const text = (await Array.fromAsync(markdown.text)).join("");
  assert.match(
    text,
    /^---\ntitle: "Why is the sky blue\?"\ncreated: .+Z\nupdated: .+Z\n---\n\n# Why/,
  );
  assert.match(
    text,
    /\n## You\n\n\*.+Z\*\n\nWhy is the sky blue\?\n\n## Parley\n\n\*fake-model · /,
  );
  assert.match(text, /\n\nYou said: Why is the sky blue\?\n$/);
});

Deno.test("exportChat() keeps the first line's indentation", async () => {
  await using test = await startTestApp();
  const content = "\n    indented()\n  less\n";
  const messages = [sampleQuestionJson({ content }), sampleAnswerJson({ content })];
  await test.app.importChats("user", jsonFile(sampleChatJson({ messages })));
  const [chat] = await test.app.listChats("user", { limit: 9 });
  const { text } = await test.app.exportChat({ userId: "user", chatId: chat!.id, format: "md" });
  const markdown = (await Array.fromAsync(text)).join("");
  assert.equal(markdown.match(/\*\n\n {4}indented\(\)\n {2}less\n/g)?.length, 2);
});

Deno.test("exportChat() lists the pages that an answer cites", async () => {
  await using test = await startTestApp();
  const sources = [
    { url: "https://example.com/a", title: "A page" },
    { url: "https://example.com/b", title: "" },
  ];
  const messages = [sampleQuestionJson(), sampleAnswerJson({ content: "So [1].", sources })];
  await test.app.importChats("user", jsonFile(sampleChatJson({ messages })));
  const [chat] = await test.app.listChats("user", { limit: 9 });
  const { text } = await test.app.exportChat({ userId: "user", chatId: chat!.id, format: "md" });
  assert.match(
    (await Array.fromAsync(text)).join(""),
    /So \[1\]\.\n\n### Sources\n\n1\. A page: <https:\/\/example\.com\/a>\n2\. <https:\/\/example\.com\/b>\n$/,
  );
});

Deno.test("exportAccount() has the account, and no secret", async () => {
  await using test = await startTestApp();
  const account = { name: "Ana", email: "ana@example.com", password: "correct horse battery" };
  const { user, secret } = await test.app.signUp({ ...account, client: "192.0.2.1" });
  await test.app.importChats(user.id, jsonFile(sampleChatJson()));
  const files = await filesIn(await blobOf(await test.app.exportAccount(user)));
  const { name, email, settings } = JSON.parse(files.get("account.json")!);
  assert.deepEqual({ name, email, settings }, { name: "Ana", email: user.email, settings: {} });
  assert.equal([...files].filter(([name]) => name.endsWith(".md")).length, 1);
  for (const [, text] of files) {
    assert.ok(
      !text.includes(secret) && !text.includes("scrypt") && !text.includes("correct horse"),
    );
  }
});
