import assert from "node:assert/strict";
import type { App } from "../../../domain/app.ts";
import type { AppError } from "../../../domain/app_error.ts";
import { chatDefaults } from "../../../domain/chats/defaults.ts";
import type { ModelCatalog } from "../../../domain/models/catalog.ts";
import { fixedModels } from "../../../domain/models/directory.ts";
import type { UserSettings } from "../../../domain/accounts/user.ts";
import { sampleConfig } from "../../support/app/sample_messages.ts";
import { answered, startTestApp, testSettings } from "../../support/app/test_app.ts";

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

function fieldsOf(error: unknown): string[] {
  const { code, details } = error as AppError;
  assert.equal(code, "invalid_argument");
  return Object.keys(details.fields ?? {}).sort();
}

Deno.test("chatDefaults() takes the user's preferences that are valid", () => {
  const deps = { ...testSettings, models: fixedModels(models) };
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
    temperature: 0.5,
    topP: 1,
    n: 1,
    stop: ["x"],
    maxTokens: 500,
  });
  assert.equal(chatDefaults(deps, stored, "fake-model").config.maxTokens, null);
  assert.equal(chatDefaults(deps, { model: "gone" }).model.name, "fake-model");
});

Deno.test("updateChatDefaults() sets the settings of new chats, in pages and programs", async () => {
  const settings = { models, defaultSystemMessage: "Be polite" };
  await using t = await startTestApp({ settings });
  const { user } = await t.app.signUp(account);
  const preferred = { model: "large", systemMessage: "Be brief", config: { temperature: 0.3 } };
  const changed = await t.app.updateChatDefaults(user.id, preferred);
  assert.deepEqual(changed.settings, preferred);
  // As programs do, which know only the id, and as pages do.
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

Deno.test("updateChatDefaults() removes absent settings, and refuses invalid ones", async () => {
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
