import assert from "node:assert/strict";
import type { App } from "../../../domain/app.ts";
import type { AppError } from "../../../domain/app_error.ts";
import type { Turn } from "../../../domain/chats/message.ts";
import type { ModelCatalog } from "../../../domain/models/catalog.ts";
import { sampleConfig } from "../../support/app/sample_messages.ts";
import { answered, startTestApp } from "../../support/app/test_app.ts";

const userId = "user";
const models: ModelCatalog = [
  { name: "fake-model", contextTokens: 120 },
  { name: "large", contextTokens: 8192 },
];

async function start(app: App, input: Partial<Parameters<App["startChat"]>[0]> = {}) {
  const turn = await app.startChat({ userId, message: "one", ...input });
  await answered(app, turn);
  return turn;
}

/** A chat whose model, with a context of 120 tokens, no longer reads its first question. */
async function startForgetful(app: App): Promise<{ first: Turn; second: Turn; chatId: string }> {
  const message = "word ".repeat(30);
  const first = await start(app, { message });
  const { chatId } = first;
  const second = await app.sendMessage({ userId, chatId, message });
  await answered(app, second);
  return { first, second, chatId };
}

function fieldsOf(error: unknown): string[] {
  const { code, details } = error as AppError;
  assert.equal(code, "invalid_argument");
  return Object.keys(details.fields ?? {}).sort();
}

Deno.test("updateChat() changes the settings of the next question", async () => {
  await using t = await startTestApp({ settings: { models } });
  const { chatId } = await start(t.app);
  const config = { temperature: 0.2, maxTokens: 50, stop: ["END"], presencePenalty: -1 };
  const settings = { model: "large", systemMessage: "Be\r\nbrief", config };
  const chat = await t.app.updateChat({ userId, chatId, ...settings });
  assert.deepEqual(chat.config, { ...sampleConfig, ...config, model: "large" });
  assert.deepEqual(await t.app.getChat(userId, chatId), chat);
  await t.app.updateChat({ userId, chatId, config: { topP: 0.5 } });
  await answered(t.app, await t.app.sendMessage({ userId, chatId, message: "two" }));
  const { body } = t.upstream.requests[1]!;
  assert.deepEqual(body.messages[0], { role: "system", content: "Be\nbrief" });
  const { model, temperature, max_tokens, stop, presence_penalty, top_p } = body;
  assert.deepEqual(
    { model, temperature, max_tokens, stop, presence_penalty, top_p },
    {
      model: "large",
      temperature: 0.2,
      max_tokens: 50,
      stop: ["END"],
      presence_penalty: -1,
      top_p: 0.5,
    },
  );
});

Deno.test("settings with half a surrogate pair are refused by name, in new chats and later", async () => {
  await using t = await startTestApp();
  const { chatId } = await start(t.app);
  const config = { stop: ["\ud83d", "😀"] };
  const isWrong = (...names: string[]) => (error: unknown) => {
    assert.deepEqual(fieldsOf(error), names);
    return true;
  };
  await assert.rejects(start(t.app, { config }), isWrong("config.stop"));
  const wrong = { systemMessage: "half \ud83d", title: "\ude00", config };
  await assert.rejects(
    t.app.updateChat({ userId, chatId, ...wrong }),
    isWrong("config.stop", "system", "title"),
  );
});

Deno.test("updateChat() names every wrong field and changes nothing", async () => {
  await using t = await startTestApp({ settings: { models } });
  const { chatId } = await start(t.app);
  const before = await t.app.getChat(userId, chatId);
  const config = {
    temperature: 3,
    topP: NaN,
    n: 9,
    maxTokens: 120,
    stop: ["a", "b", "c", "d", "e"],
  };
  const wrong = { model: "gone", systemMessage: "x".repeat(100_001), config };
  await assert.rejects(t.app.updateChat({ userId, chatId, ...wrong }), (error) => {
    const fields = ["maxTokens", "n", "stop", "temperature", "topP"].map((name) =>
      `config.${name}`
    );
    assert.deepEqual(fieldsOf(error), [...fields, "model", "system"]);
    return true;
  });
  assert.deepEqual(await t.app.getChat(userId, chatId), before);
});

Deno.test("updateChat() refuses a system message that leaves no room for messages", async () => {
  await using t = await startTestApp({ settings: { models } });
  const { chatId } = await start(t.app);
  const systemMessage = "word ".repeat(60);
  await assert.rejects(t.app.updateChat({ userId, chatId, systemMessage }), (error) => {
    assert.deepEqual(fieldsOf(error), ["system"]);
    return true;
  });
  await t.app.updateChat({ userId, chatId, systemMessage, model: "large" });
});

Deno.test("updateChat() refuses ended chats, and finds no other user's", async () => {
  await using t = await startTestApp();
  const { chatId } = await start(t.app);
  const input = { chatId, config: { n: 2 } };
  const refused = (userId: string, chatId: string) =>
    t.app.updateChat({ ...input, userId, chatId });
  await assert.rejects(refused("another", chatId), { code: "not_found" });
  await assert.rejects(refused(userId, "another"), { code: "not_found" });
  await t.app.endChat(userId, chatId);
  await assert.rejects(refused(userId, chatId), { code: "chat_ended" });
});

Deno.test("updateChat() moves the point where the model's memory begins", async () => {
  await using t = await startTestApp({ settings: { models } });
  const { second, chatId } = await startForgetful(t.app);
  const memoryBeginsAt = async () => (await t.app.getChat(userId, chatId)).memoryBeginsAt;
  assert.equal(await memoryBeginsAt(), second.question.id);
  const update = (settings: Partial<Parameters<App["updateChat"]>[0]>) =>
    t.app.updateChat({ userId, chatId, ...settings });
  await update({ config: { temperature: 0 } });
  assert.equal(await memoryBeginsAt(), second.question.id);
  await update({ model: "large" });
  assert.equal(await memoryBeginsAt(), null);
  await update({ config: { maxTokens: 8100 } });
  assert.equal(await memoryBeginsAt(), second.question.id);
  await update({ config: { maxTokens: null } });
  assert.equal(await memoryBeginsAt(), null);
  await answered(t.app, await t.app.sendMessage({ userId, chatId, message: "more" }));
  assert.equal(t.upstream.requests[2]!.body.messages.length, 5);
});

Deno.test("updateChat() changes everything at once, or nothing and names every problem", async () => {
  await using t = await startTestApp({ settings: { models } });
  const { chatId } = await start(t.app);
  const before = await t.app.getChat(userId, chatId);
  const wrong = { title: " ", pinned: true, archived: true, model: "gone", config: { topP: 2 } };
  await assert.rejects(t.app.updateChat({ userId, chatId, ...wrong }), (error: AppError) => {
    assert.deepEqual(fieldsOf(error), ["config.topP", "model", "title"]);
    assert.match(error.message, /^Cannot change this chat\. title: A chat's title cannot be blank/);
    assert.match(error.message, / top_p: Must be a number from 0 to 1/, "as programs know it");
    return true;
  });
  assert.deepEqual(await t.app.getChat(userId, chatId), before);
  const right = { title: " A  b ", pinned: true, archived: true, model: "large" };
  const chat = await t.app.updateChat({ userId, chatId, ...right, config: { topP: 0.2 } });
  const config = { ...before.config, model: "large", topP: 0.2 };
  const flags = { title: "A b", pinned: true, archived: true };
  assert.deepEqual(chat, { ...before, ...flags, config, revision: before.revision + 1 });
  assert.deepEqual(await t.app.updateChat({ userId, chatId }), chat, "nothing is asked for");
});

Deno.test("updateChat() still renames, pins and archives an ended chat, all or nothing", async () => {
  await using t = await startTestApp();
  const { chatId } = await start(t.app);
  const ended = await t.app.endChat(userId, chatId);
  const both = t.app.updateChat({ userId, chatId, title: "New", systemMessage: "Be kind" });
  await assert.rejects(both, { code: "chat_ended" });
  assert.deepEqual(await t.app.getChat(userId, chatId), ended);
  const changes = { title: "New", pinned: true, archived: true };
  const { title, pinned, archived } = await t.app.updateChat({ userId, chatId, ...changes });
  assert.deepEqual({ title, pinned, archived }, changes);
});

Deno.test("updateChat() with a revision changes only that revision", async () => {
  await using t = await startTestApp();
  const { chatId } = await start(t.app);
  const { revision } = await t.app.getChat(userId, chatId);
  for (const changes of [{ title: "New" }, { config: { n: 2 } }, {}]) {
    for (const other of [revision - 1, revision + 1]) {
      const update = t.app.updateChat({ userId, chatId, ...changes, revision: other });
      await assert.rejects(update, { code: "chat_changed" });
    }
  }
  const wrong = { title: "", revision: revision - 1 };
  const refused = t.app.updateChat({ userId, chatId, ...wrong });
  await assert.rejects(refused, { code: "invalid_argument" }, "what would never do is said first");
  assert.equal((await t.app.getChat(userId, chatId)).revision, revision);
  const all = ["a", "b", "c"].map((title) =>
    t.app.updateChat({ userId, chatId, title, revision }).then(() => "", ({ code }) => code)
  );
  assert.deepEqual((await Promise.all(all)).sort(), ["", "chat_changed", "chat_changed"]);
  assert.equal((await t.app.getChat(userId, chatId)).revision, revision + 1);
});

Deno.test("updateChat() loses no setting to a simultaneous call", async () => {
  await using t = await startTestApp({ settings: { models } });
  const { chatId } = await start(t.app);
  const changes = [
    ...[{ temperature: 0.1 }, { topP: 0.2 }, { n: 3 }, { presencePenalty: 1 }],
    ...[{ frequencyPenalty: -1 }, { stop: ["END"] }],
  ];
  await Promise.all(changes.map((config) => t.app.updateChat({ userId, chatId, config })));
  const { config } = await t.app.getChat(userId, chatId);
  assert.deepEqual(config, { ...sampleConfig, ...Object.assign({}, ...changes) });
});
