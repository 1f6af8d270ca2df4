import assert from "node:assert/strict";
import {
  isNeutral,
  modelSettings,
  neutralSettings,
  type SettingName,
  settingNames,
  underPublicNames,
} from "../../domain/models/settings.ts";
import { readConfig } from "../../infra/config/config.ts";
import { paths } from "../../views/paths.ts";
import { signUpProgram } from "../routes/api/program.ts";
import { startTestSite } from "../routes/test_site.ts";
import { jsonFile } from "../support/archives/archives.ts";
import { unusualSettings } from "../support/app/unusual_settings.ts";
import { answered } from "../support/app/test_app.ts";
import { startGrpcTestV1 } from "../support/grpc/v1_test_server.ts";

const inPublic = underPublicNames(unusualSettings);

/** A setting's value as a form's or a variable's text. */
function typed(name: SettingName): string {
  const value = unusualSettings[name];
  return Array.isArray(value) ? value.join("\n") : String(value);
}

Deno.test("unusualSettings has another value than the neutral one for every setting", () => {
  for (const name of settingNames) assert.ok(!isNeutral(name, unusualSettings[name]), name);
});

Deno.test("every setting is set and shown by JSON, and sent to the model unless it is neutral", async () => {
  await using site = await startTestSite();
  const { program, user } = await signUpProgram(site);
  const begun = await program.json("POST", "/chats", {
    json: { message: "one", settings: inPublic },
  });
  const chatId = begun.chat_id;
  const { settings: { model, ...shown } } = await program.json("GET", `/chats/${chatId}`);
  assert.deepEqual(shown, inPublic);
  const { body } = site.upstream.requests.at(-1)!;
  assert.deepEqual(body, { ...body, model, ...inPublic });
  const json = { settings: underPublicNames(neutralSettings) };
  await program.json("PATCH", `/chats/${chatId}`, { json });
  const turn = await site.app.sendMessage({ userId: user.id, chatId, message: "two" });
  await answered(site.app, turn);
  const names = Object.keys(site.upstream.requests.at(-1)!.body);
  assert.deepEqual(names.filter((name) => name in inPublic), []);
});

Deno.test("a setting that is sent with a message is refused with the right place for it", async () => {
  await using site = await startTestSite();
  const { program } = await signUpProgram(site);
  const { chat_id } = await program.json("POST", "/chats", { json: { message: "one" } });
  const json = { message: "two", ...inPublic };
  const refused = await program.call("POST", `/chats/${chat_id}/messages`, { json });
  const { errors } = await refused.json();
  assert.deepEqual(errors.map(({ field }: { field: string }) => field), Object.keys(inPublic));
  for (const { detail } of errors) assert.match(detail, /it belongs to the chat/);
});

Deno.test("every setting has a field in the form, which sets it and shows it", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  const turn = await site.app.startChat({ userId: user.id, message: "one" });
  await answered(site.app, turn);
  const url = paths.chatSettings(turn.chatId);
  const form = Object.fromEntries(settingNames.map((name) => [name, typed(name)]));
  assert.equal((await visitor.post(url, form)).status, 303);
  const { config } = await site.app.getChat(user.id, turn.chatId);
  assert.deepEqual(config, { ...unusualSettings, model: config.model });
  const html = await (await visitor.get(url)).text();
  for (const name of settingNames) {
    const [field] = html.match(
      new RegExp(`<(input|textarea|select)[^>]* name="${name}".*?</div>`, "s"),
    )!;
    assert.ok(field.includes(typed(name)), name);
    if (modelSettings[name].kind !== "choice") continue;
    assert.match(field, new RegExp(`value="${typed(name)}" selected`), name);
  }
});

Deno.test("every setting is set and shown by gRPC, at a chat's start and one by one", async () => {
  await using t = await startGrpcTestV1();
  const settings = inPublic as unknown as Record<string, unknown>;
  const { begun } = await t.v1.read("StartChat", { message: "one", settings });
  const { chat_id } = begun!;
  const shown = async () => {
    const { chat } = await t.v1.ask("GetChat", { chat_id });
    return Object.fromEntries(Object.entries(chat!.settings!).map(([n, v]) => [n, String(v)]));
  };
  for (const [name, value] of Object.entries(inPublic)) {
    assert.equal((await shown())[name], String(value), name);
  }
  for (const name of settingNames) {
    const path = modelSettings[name].publicName;
    const neutral = modelSettings[name].neutral;
    const chat = { id: chat_id, settings: { [path]: neutral ?? undefined } };
    await t.v1.ask("UpdateChat", { chat, update_mask: { paths: [`settings.${path}`] } });
    assert.equal((await shown())[path] ?? "null", String(neutral), name);
  }
});

Deno.test("every setting has a variable for its value in new chats", () => {
  const env = settingNames.map((name) => [
    modelSettings[name].publicName.toUpperCase(),
    Array.isArray(unusualSettings[name]) ? JSON.stringify(unusualSettings[name]) : typed(name),
  ]);
  const { newChat: { config } } = readConfig(Object.fromEntries(env));
  assert.deepEqual(config, { ...unusualSettings, model: config.model });
});

Deno.test("every setting is exported and imported, and neutral when an export lacks it", async () => {
  await using site = await startTestSite({ settings: { defaultConfig: unusualSettings } });
  const { app } = site;
  const turn = await app.startChat({ userId: "ana", message: "one" });
  await answered(app, turn);
  const key = { userId: "ana", chatId: turn.chatId, format: "json" as const };
  const exported = JSON.parse((await Array.fromAsync((await app.exportChat(key)).text)).join(""));
  const { model } = exported.config;
  assert.deepEqual(exported.config, { ...unusualSettings, model });
  const imported = async (userId: string, config: object) => {
    await app.importChats(userId, jsonFile({ ...exported, config }));
    const [chat] = await app.listChats(userId, { limit: 9 });
    return chat!.config;
  };
  assert.deepEqual(await imported("bea", { ...exported.config, unheardOf: 1 }), exported.config);
  assert.deepEqual(await imported("cleo", { model }), { ...neutralSettings, model });
});
