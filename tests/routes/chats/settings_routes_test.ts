import assert from "node:assert/strict";
import type { ModelCatalog } from "../../../domain/models/catalog.ts";
import { neutralSettings } from "../../../domain/models/settings.ts";
import { paths } from "../../../views/paths.ts";
import { answered } from "../../support/app/test_app.ts";
import { startTestSite, type TestSite, type TestSiteOptions } from "../test_site.ts";
import { location } from "../visitor.ts";

const models: ModelCatalog = [
  { name: "fake-model", contextTokens: 8192 },
  { name: "large", contextTokens: 128_000 },
];

const settings = {
  model: "large",
  system: "Be\r\nbrief",
  temperature: "0,5",
  topP: "0.9",
  maxTokens: "500",
  presencePenalty: "−1",
  frequencyPenalty: "",
  n: "2",
  stop: "END\r\n\\n\\n\r\n\\\\n\r\n",
};

/** A visitor with a chat of one answered question. */
async function startSettingsTest(options: TestSiteOptions = {}) {
  const site = await startTestSite({ settings: { models, ...options.settings } });
  const { visitor, user } = await site.signUp();
  const userId = user.id;
  const turn = await site.app.startChat({ userId, message: "one" });
  await answered(site.app, turn);
  const { chatId } = turn;
  const url = paths.chatSettings(chatId);
  return { ...site, site: site as TestSite, visitor, userId, chatId, url };
}

/** The value of a field. */
function valueOf(html: string, name: string): string | undefined {
  const input = html.match(new RegExp(`<input[^>]* name="${name}"[^>]*>`))?.[0];
  if (input) return input.match(/ value="([^"]*)"/)?.[1];
  const [, content] = html.match(new RegExp(`<textarea[^>]* name="${name}"[^>]*>([^<]*)`)) ?? [];
  if (content !== undefined) return content;
  const [select = ""] = html.match(new RegExp(`<select[^>]* name="${name}".*?</select>`, "s")) ??
    [];
  return select.match(/<option value="([^"]*)" selected/)?.[1];
}

Deno.test("one of thousands of models can be chosen in the page, with its size or a guess", async () => {
  const others = Array.from({ length: 5_000 }, (_, index) => ({
    name: `vendor/model-${index}`,
    contextTokens: 8192,
    contextIsGuess: index % 2 === 1,
  }));
  await using t = await startSettingsTest({ settings: { models: [models[0], ...others] } });
  const html = await (await t.visitor.get(paths.home())).text();
  assert.equal(html.match(/<option value="vendor\/model-\d+"/g)?.length, 5_000);
  assert.match(html, />vendor\/model-4998 · 8.2K tokens</);
  assert.match(html, />vendor\/model-4999 · perhaps 8.2K tokens</);
  await t.visitor.post(t.url, { ...settings, model: "vendor/model-4999", n: "1" });
  const { chatId, userId } = t;
  await answered(t.app, await t.app.sendMessage({ userId, chatId, message: "two" }));
  assert.equal(t.upstream.requests.at(-1)!.body.model, "vendor/model-4999");
  const gauge = await (await t.visitor.get(paths.chat(chatId))).text();
  assert.match(gauge, /of perhaps 8,192 tokens/);
});

Deno.test("POST settings changes a chat, with and without htmx", async () => {
  await using t = await startSettingsTest();
  const sent = await t.visitor.post(t.url, settings);
  assert.equal(sent.status, 303);
  assert.equal(location(sent), paths.chat(t.chatId));
  const chat = await t.app.getChat(t.userId, t.chatId);
  assert.equal(chat.systemMessage, "Be\nbrief");
  assert.deepEqual(chat.config, {
    ...neutralSettings,
    model: "large",
    temperature: 0.5,
    topP: 0.9,
    maxTokens: 500,
    presencePenalty: -1,
    frequencyPenalty: 0,
    n: 2,
    stop: ["END", "\n\n", "\\n"],
  });
  const part = await t.visitor.post(t.url, { ...settings, n: "3" }, { htmx: true });
  assert.equal(part.status, 200);
  const html = await part.text();
  assert.match(html, /<p role="status">The settings are saved<\/p>/);
  assert.match(html, /hx-target="#context-gauge"/);
  assert.equal((await t.app.getChat(t.userId, t.chatId)).config.n, 3);
});

Deno.test("GET settings shows a chat's settings, the defaults as placeholders, and its tokens", async () => {
  await using t = await startSettingsTest();
  await t.visitor.post(t.url, settings);
  for (const htmx of [false, true]) {
    const html = await (await t.visitor.get(t.url, { htmx })).text();
    assert.equal(html.includes("<html"), !htmx);
    const names = ["model", "system", "temperature", "topP", "maxTokens", "n", "stop"];
    assert.deepEqual(names.map((name) => valueOf(html, name)), [
      ...["large", "Be\nbrief", "0.5", "0.9", "500", "2", "END\n\\n\\n\n\\\\n"],
    ]);
    assert.equal(valueOf(html, "frequencyPenalty"), "");
    assert.match(html, /name="maxTokens"[^>]*placeholder="no limit"/);
    assert.match(html, /large · 128K tokens/);
    assert.match(html, /From 1 to 127,999; 0 for no limit\./);
    assert.match(html, /has used 1 prompt tokens and 3 answer tokens/);
  }
});

Deno.test("POST settings with unchanged fields changes nothing, and empty fields mean the defaults", async () => {
  await using t = await startSettingsTest();
  await t.visitor.post(t.url, { ...settings, maxTokens: "" });
  const chat = await t.app.getChat(t.userId, t.chatId);
  const html = await (await t.visitor.get(t.url)).text();
  const shown = Object.keys(settings).map((name) => [name, valueOf(html, name) ?? ""]);
  await t.visitor.post(t.url, Object.fromEntries(shown));
  const saved = await t.app.getChat(t.userId, t.chatId);
  assert.deepEqual(saved, { ...chat, revision: chat.revision + 1 });
  await t.visitor.post(t.url, Object.fromEntries(shown.map(([name]) => [name, ""])));
  const emptied = await t.app.getChat(t.userId, t.chatId);
  assert.equal(emptied.systemMessage, "");
  assert.deepEqual(emptied.config, { ...neutralSettings, model: "large" });
});

Deno.test("POST settings reports errors at their fields, and keeps everything that was typed", async () => {
  await using t = await startSettingsTest();
  const before = await t.app.getChat(t.userId, t.chatId);
  const wrong = {
    model: "fake-model",
    system: "Keep <this>",
    temperature: "3",
    topP: "much",
    maxTokens: "4.000",
    presencePenalty: "1",
    frequencyPenalty: "-2.5",
    n: "9",
    stop: "a\nb\nc\nd\ne",
  };
  for (const htmx of [false, true]) {
    const response = await t.visitor.post(t.url, wrong, { htmx });
    assert.equal(response.status, 422);
    const html = await response.text();
    assert.equal(html.includes("<html"), !htmx);
    for (const [name, value] of Object.entries(wrong)) {
      assert.equal(valueOf(html, name), value.replace("<this>", "&lt;this&gt;"), name);
    }
    const errors = [...html.matchAll(/id="setting-(\w+)-error" class="field-error">([^<]+)/g)];
    assert.deepEqual(errors.map(([, name, text]) => [name, text]), [
      ["temperature", "Must be a number from 0 to 2"],
      ["topP", "Must be a number from 0 to 1"],
      ["maxTokens", "Must be a whole number from 1 to 8,191"],
      ["frequencyPenalty", "Must be a number from -2 to 2"],
      ["n", "Must be a whole number from 1 to 8"],
      ["stop", "Must be at most 4 sequences of 1 to 200 characters"],
    ]);
  }
  assert.deepEqual(await t.app.getChat(t.userId, t.chatId), before);
});

Deno.test("settings of an ended chat show its tokens, and can't be changed", async () => {
  await using t = await startSettingsTest();
  await t.app.endChat(t.userId, t.chatId);
  const html = await (await t.visitor.get(t.url)).text();
  assert.match(html, /has used 1 prompt tokens/);
  assert.ok(!html.includes('name="temperature"'));
  assert.equal((await t.visitor.post(t.url, settings)).status, 409);
});

Deno.test("a chat whose model is gone shows which model answers instead", async () => {
  await using t = await startSettingsTest();
  await t.visitor.post(t.url, settings);
  const { database } = t;
  const only: ModelCatalog = [models[0]];
  await using later = await startTestSite({ database, settings: { models: only } });
  const visitor = later.visitor();
  for (const [name, value] of t.visitor.cookies) visitor.cookies.set(name, value);
  const html = await (await visitor.get(t.url)).text();
  assert.match(html, /large is no longer available; fake-model answers instead/);
  await visitor.post(t.url, { ...settings, model: "fake-model", maxTokens: "" });
  assert.equal((await later.app.getChat(t.userId, t.chatId)).config.model, "fake-model");
});

Deno.test("POST settings moves the memory line of the page", async () => {
  const small: ModelCatalog = [{ name: "fake-model", contextTokens: 120 }, models[1]!];
  await using t = await startSettingsTest({ settings: { models: small } });
  const message = "word ".repeat(30);
  for (let i = 0; i < 2; i++) {
    const turn = await t.app.sendMessage({ userId: t.userId, chatId: t.chatId, message });
    await answered(t.app, turn);
  }
  const line = /<p id="memory-line"/;
  assert.match(await (await t.visitor.get(paths.chat(t.chatId))).text(), line);
  const larger = await t.visitor.post(t.url, { model: "large" }, { htmx: true });
  const html = await larger.text();
  assert.match(html, /hx-target="#memory-line" hx-swap="delete"/);
  assert.doesNotMatch(html, line);
  assert.doesNotMatch(await (await t.visitor.get(paths.chat(t.chatId))).text(), line);
  const smaller = await t.visitor.post(t.url, { model: "fake-model" }, { htmx: true });
  assert.match(await smaller.text(), line);
});

Deno.test("the gauge shows the newest answer's tokens, and nothing before the first answer", async () => {
  await using t = await startSettingsTest();
  const page = async () => await (await t.visitor.get(paths.chat(t.chatId))).text();
  assert.match(
    await page(),
    /<meter [^>]*max="8192"[^>]*value="4"[^>]*>0%<\/meter> 4 of 8,192 tokens \(0%\)/,
  );
  await t.visitor.post(t.url, { model: "large" });
  assert.match(await page(), /4 of 128,000 tokens/);
  const turn = await t.app.sendMessage({ userId: t.userId, chatId: t.chatId, message: "more" });
  await answered(t.app, turn);
  const { messages } = await t.app.listMessages({ userId: t.userId, chatId: t.chatId, limit: 1 });
  const [last] = messages;
  assert.ok(last?.role === "assistant");
  assert.match(
    await page(),
    new RegExp(`${last.promptTokens! + last.completionTokens!} of 128,000`),
  );
  const events = paths.answerEvents(t.chatId, last.id);
  const end = await (await t.visitor.get(events)).text();
  assert.match(end, /hx-target="#context-gauge".*of 128,000 tokens/s);
});

Deno.test("GET / opens a new chat's settings with what was typed, and POST /chats uses them", async () => {
  await using t = await startSettingsTest();
  const home = await (await t.visitor.get(paths.home())).text();
  assert.match(home, /<button type="submit" form="composer-form"[^>]*name="settings" value="open"/);
  assert.ok(!home.includes('name="temperature"'));
  const open = await (await t.visitor.get("/?message=Draft&model=large&settings=open")).text();
  assert.match(open, /<textarea[^>]* name="message"[^>]*>\s*Draft/);
  assert.match(
    open,
    /<input[^>]* form="composer-form"[^>]* name="temperature"|name="temperature" form="composer-form"/,
  );
  assert.match(open, /<option value="large" selected/);
  const { model: _, ...typed } = settings;
  const wrong = { message: "Kept", model: "large", ...typed, n: "0" };
  for (const htmx of [false, true]) {
    const refused = await t.visitor.post(paths.chats(), wrong, { htmx });
    assert.equal(refused.status, 422);
    const html = await refused.text();
    assert.equal(valueOf(html, "temperature"), "0,5");
    assert.equal(valueOf(html, "model"), "large");
    assert.match(html, /id="setting-n-error"[^>]*>Must be a whole number from 1 to 8/);
    assert.match(html, /<textarea[^>]* name="message"[^>]*>\s*Kept/);
  }
  const sent = await t.visitor.post(paths.chats(), { ...wrong, n: "" });
  const chat = await t.app.getChat(t.userId, location(sent)!.split("/").at(-1)!);
  assert.equal(chat.systemMessage, "Be\nbrief");
  assert.equal(chat.config.temperature, 0.5);
  assert.equal(chat.config.n, 1);
});

Deno.test("POST /account/defaults sets the defaults for new chats, and resets them", async () => {
  const options = { settings: { defaultSystemMessage: "Be polite" } };
  await using t = await startSettingsTest(options);
  const url = paths.chatDefaults();
  const form = async () => await (await t.visitor.get(paths.account())).text();
  assert.equal(valueOf(await form(), "system"), "Be polite");
  assert.equal(valueOf(await form(), "model"), undefined);
  const saved = await t.visitor.post(url, settings);
  assert.equal(saved.status, 303);
  assert.match(
    await (await t.visitor.get(location(saved)!)).text(),
    /Your defaults for new chats are saved/,
  );
  assert.equal(valueOf(await form(), "temperature"), "0.5");
  assert.equal(valueOf(await form(), "model"), "large");
  const home = await (await t.visitor.get("/?settings=open")).text();
  assert.match(home, /<option value="large" selected/);
  assert.equal(valueOf(home, "system"), "Be\nbrief");
  assert.match(home, /name="temperature"[^>]*placeholder="0.5"/);
  const sent = await t.visitor.post(paths.chats(), { message: "Hello", model: "large" });
  const chat = await t.app.getChat(t.userId, location(sent)!.split("/").at(-1)!);
  assert.equal(chat.config.temperature, 0.5);
  assert.equal(chat.systemMessage, "Be\nbrief");
  const refused = await t.visitor.post(url, { ...settings, temperature: "hot" });
  assert.equal(refused.status, 422);
  assert.equal(valueOf(await refused.text(), "temperature"), "hot");
  await t.visitor.post(url, { ...settings, reset: "on" });
  assert.equal(valueOf(await form(), "system"), "Be polite");
  assert.equal(valueOf(await form(), "temperature"), "");
});

Deno.test("POST /account/defaults with unchanged fields stores nothing", async () => {
  await using t = await startSettingsTest({ settings: { defaultSystemMessage: "Be polite" } });
  const html = await (await t.visitor.get(paths.account())).text();
  const shown = Object.keys(settings).map((name) => [name, valueOf(html, name) ?? ""]);
  await t.visitor.post(paths.chatDefaults(), Object.fromEntries(shown));
  const session = await t.app.findSession([...t.visitor.cookies.values()][0]!);
  assert.deepEqual(session!.user.settings, { config: {} });
});
