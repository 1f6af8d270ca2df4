import assert from "node:assert/strict";
import type { App } from "../../domain/app.ts";
import type { AppError } from "../../domain/app_error.ts";
import { chatDefaults } from "../../domain/chat_defaults.ts";
import type { Turn } from "../../domain/message.ts";
import type { ModelCatalog } from "../../domain/model_catalog.ts";
import { fixedModels } from "../../domain/model_directory.ts";
import type { UserSettings } from "../../domain/user.ts";
import { sampleConfig } from "../support/sample_messages.ts";
import { answered, startTestApp, testSettings } from "../support/test_app.ts";

const userId = "user";
const models: ModelCatalog = [
  { name: "fake-model", contextTokens: 120 },
  { name: "large", contextTokens: 8192 },
];

const account = {
  name: "Somebody",
  email: "somebody@example.com",
  password: "correct horse battery",
  client: "192.0.2.1",
};

async function start(app: App, input: Partial<Parameters<App["startChat"]>[0]> = {}) {
  const turn = await app.startChat({ userId, message: "one", ...input });
  await answered(app, turn);
  return turn;
}

/** A chat whose model, of 120 tokens, has forgotten its first question. */
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

Deno.test("updateChatSettings() changes what the next question is asked with", async () => {
  await using t = await startTestApp({ settings: { models } });
  const { chatId } = await start(t.app);
  const config = { temperature: 0.2, maxTokens: 50, stop: ["END"], presencePenalty: -1 };
  const settings = { model: "large", systemMessage: "Be\r\nbrief", config };
  const chat = await t.app.updateChatSettings({ userId, chatId, ...settings });
  assert.deepEqual(chat.config, { ...sampleConfig, ...config, model: "large" });
  assert.deepEqual(await t.app.getChat(userId, chatId), chat);
  await t.app.updateChatSettings({ userId, chatId, config: { topP: 0.5 } });
  await answered(t.app, await t.app.sendMessage({ userId, chatId, message: "two" }));
  const { body } = t.upstream.requests[1]!;
  assert.deepEqual(body.messages[0], { role: "system", content: "Be\nbrief" });
  const { model, temperature, max_tokens, stop, presence_penalty, top_p } = body;
  assert.deepEqual(
    { model, temperature, max_tokens, stop, presence_penalty, top_p },
    {
      ...{ model: "large", temperature: 0.2, max_tokens: 50, stop: ["END"] },
      ...{ presence_penalty: -1, top_p: 0.5 },
    },
  );
});

Deno.test("updateChatSettings() names every wrong field and changes nothing", async () => {
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
  await assert.rejects(t.app.updateChatSettings({ userId, chatId, ...wrong }), (error) => {
    const fields = ["maxTokens", "n", "stop", "temperature", "topP"].map((name) =>
      `config.${name}`
    );
    assert.deepEqual(fieldsOf(error), [...fields, "model", "system"]);
    return true;
  });
  assert.deepEqual(await t.app.getChat(userId, chatId), before);
});

Deno.test("updateChatSettings() refuses a system message that leaves no room for messages", async () => {
  await using t = await startTestApp({ settings: { models } });
  const { chatId } = await start(t.app);
  const systemMessage = "word ".repeat(60);
  await assert.rejects(t.app.updateChatSettings({ userId, chatId, systemMessage }), (error) => {
    assert.deepEqual(fieldsOf(error), ["system"]);
    return true;
  });
  await t.app.updateChatSettings({ userId, chatId, systemMessage, model: "large" });
});

Deno.test("updateChatSettings() refuses an ended chat, and knows no other's", async () => {
  await using t = await startTestApp();
  const { chatId } = await start(t.app);
  const input = { chatId, config: { n: 2 } };
  const refused = (userId: string, chatId: string) =>
    t.app.updateChatSettings({ ...input, userId, chatId });
  await assert.rejects(refused("another", chatId), { code: "not_found" });
  await assert.rejects(refused(userId, "another"), { code: "not_found" });
  await t.app.endChat(userId, chatId);
  await assert.rejects(refused(userId, chatId), { code: "chat_ended" });
});

Deno.test("updateChatSettings() moves the place where the model's memory begins", async () => {
  await using t = await startTestApp({ settings: { models } });
  const { second, chatId } = await startForgetful(t.app);
  const memoryBeginsAt = async () => (await t.app.getChat(userId, chatId)).memoryBeginsAt;
  assert.equal(await memoryBeginsAt(), second.question.id);
  const update = (settings: Partial<Parameters<App["updateChatSettings"]>[0]>) =>
    t.app.updateChatSettings({ userId, chatId, ...settings });
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

Deno.test("chatDefaults() takes what the user prefers, where that can be had", () => {
  const deps = { settings: testSettings, models: fixedModels(models) };
  const stored = {
    model: "large",
    systemMessage: "",
    config: { temperature: 0.5, topP: 7, n: "two", stop: ["x"], maxTokens: 500, colour: 1 },
  } as unknown as UserSettings;
  const defaults = chatDefaults(deps, stored);
  assert.equal(defaults.model.name, "large");
  assert.equal(defaults.systemMessage, "");
  const { temperature, topP, n, stop, maxTokens } = defaults.config;
  assert.deepEqual({ temperature, topP, n, stop, maxTokens }, {
    ...{ temperature: 0.5, topP: 1, n: 1, stop: ["x"], maxTokens: 500 },
  });
  assert.equal(chatDefaults(deps, stored, "fake-model").config.maxTokens, null);
  assert.equal(chatDefaults(deps, { model: "gone" }).model.name, "fake-model");
});

Deno.test("updateChatDefaults() sets what new chats begin with, whoever begins them", async () => {
  const settings = { models, defaultSystemMessage: "Be polite" };
  await using t = await startTestApp({ settings });
  const { user } = await t.app.signUp(account);
  const preferred = { model: "large", systemMessage: "Be brief", config: { temperature: 0.3 } };
  const changed = await t.app.updateChatDefaults(user.id, preferred);
  assert.deepEqual(changed.settings, preferred);
  // As programs do, which know no more than the id, and as pages do.
  const turns = [
    await start(t.app, { userId: user.id }),
    await start(t.app, { userId: user.id, preferred: changed.settings }),
  ];
  for (const { chatId } of turns) {
    const chat = await t.app.getChat(user.id, chatId);
    assert.equal(chat.systemMessage, "Be brief");
    assert.deepEqual(chat.config, { ...sampleConfig, model: "large", temperature: 0.3 });
  }
  const chosen = { model: "fake-model", systemMessage: "", config: { temperature: 2 } };
  const { chatId } = await start(t.app, { userId: user.id, ...chosen });
  const chat = await t.app.getChat(user.id, chatId);
  assert.equal(chat.systemMessage, "");
  assert.deepEqual(chat.config, { ...sampleConfig, temperature: 2 });
});

Deno.test("updateChatDefaults() takes away what is absent, and refuses what is wrong", async () => {
  await using t = await startTestApp({ settings: { models } });
  const { user } = await t.app.signUp(account);
  await t.app.updateChatDefaults(user.id, { model: "large", config: { n: 2 } });
  assert.deepEqual((await t.app.updateChatDefaults(user.id, {})).settings, {});
  const wrong = { model: "gone", config: { n: 0, maxTokens: 120 } };
  await assert.rejects(t.app.updateChatDefaults(user.id, wrong), (error) => {
    assert.deepEqual(fieldsOf(error), ["config.maxTokens", "config.n", "model"]);
    return true;
  });
  await assert.rejects(t.app.updateChatDefaults("nobody", {}), { code: "not_found" });
});
