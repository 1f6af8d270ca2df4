import assert from "node:assert/strict";
import { neutralSettings, underPublicNames } from "../../../domain/models/settings.ts";
import type { Chat__Output } from "../../../infra/grpc/generated/parley/v1/Chat.ts";
import type { RequestOf } from "../../support/grpc/v1_client.ts";
import { type GrpcTestV1, startGrpcTestV1 } from "../../support/grpc/v1_test_server.ts";
import { refusalOf } from "../../support/http/refusal.ts";
import { richStatus } from "../../support/grpc/rich_status.ts";

const wrong = { code: "INVALID_ARGUMENT", reason: "INVALID_ARGUMENT" };

async function startChat({ v1 }: GrpcTestV1, message: string): Promise<Chat__Output> {
  const { begun } = await v1.read("StartChat", { message });
  return (await v1.ask("GetChat", { chat_id: begun!.chat_id })).chat!;
}

Deno.test("GetChat() returns all fields of a chat", async () => {
  await using t = await startGrpcTestV1();
  const { begun } = await t.v1.read("StartChat", { message: "Hello 😀" });
  const { chat } = await t.v1.ask("GetChat", { chat_id: begun!.chat_id });
  const { create_time, update_time, etag, token_usage, ...rest } = chat!;
  const usual = Object.entries(underPublicNames(neutralSettings)).filter(([, it]) => it !== null);
  const present = usual.filter(([, value]) => !Array.isArray(value));
  assert.deepEqual(rest, {
    id: begun!.chat_id,
    title: "Hello 😀",
    system_message: "",
    status: "CHAT_STATUS_ACTIVE",
    settings: {
      model: "fake-model",
      ...Object.fromEntries(usual),
      _model: "model",
      ...Object.fromEntries(present.map(([name]) => [`_${name}`, name])),
    },
    pinned: false,
    archived: false,
    active_leaf_id: begun!.answer_ids[0],
    answering_question_id: "",
    memory_begins_at_id: "",
  });
  assert.match(etag, /^\d+$/);
  assert.ok(Number(token_usage!.completion_tokens) > 0);
  for (const { seconds, nanos } of [create_time!, update_time!]) {
    const age = Date.now() - (Number(seconds) * 1000 + nanos / 1e6);
    assert.ok(age > -1_000 && age < 60_000, `${age} ms`);
  }
});

Deno.test("ListChats() lists every chat once, page by page, archived ones separately", async () => {
  await using t = await startGrpcTestV1();
  const ids: string[] = [];
  for (const message of ["one", "two", "three", "four", "five"]) {
    ids.unshift((await startChat(t, message)).id);
  }
  const [, pinned, archived] = ids as [string, string, string];
  await t.app.updateChat({ userId: "user-1", chatId: pinned, pinned: true });
  await t.app.updateChat({ userId: "user-1", chatId: archived, archived: true });
  const sorted = [pinned, ...ids.filter((id) => id !== pinned && id !== archived)];
  for (const page_size of [1, 2, 3, 4, 0, 1_000]) {
    const listed: string[] = [];
    let page_token = "";
    do {
      const page = await t.v1.ask("ListChats", { page_size, page_token });
      assert.ok(page.chats.length > 0 && page.chats.length <= (page_size || 50));
      listed.push(...page.chats.map(({ id }) => id));
      page_token = page.next_page_token;
    } while (page_token);
    assert.deepEqual(listed, sorted, `pages of ${page_size}`);
  }
  const { chats, next_page_token } = await t.v1.ask("ListChats", { archived: true });
  assert.deepEqual(chats.map(({ id }) => id), [archived]);
  assert.equal(next_page_token, "");
  for (
    const [request, field] of [
      [{ page_size: -1 }, "page_size"],
      [{ page_token: "no such place" }, "page_token"],
    ] as const
  ) {
    const end = await t.v1.call("ListChats", request);
    assert.deepEqual(await refusalOf(end), { ...wrong, fields: [field] });
  }
});

Deno.test("ListChats() shortens a page that is too large for clients", async () => {
  await using t = await startGrpcTestV1({
    app: (app) => ({
      async listChats(...page) {
        const [chat] = await app.listChats(...page);
        return Array.from(
          { length: 200 },
          () => ({ ...chat!, systemMessage: "文".repeat(100_000) }),
        );
      },
    }),
  });
  await startChat(t, "Hi");
  const { chats, next_page_token } = await t.v1.ask("ListChats", { page_size: 200 });
  assert.ok(chats.length > 5 && chats.length < 15, `${chats.length} chats`);
  assert.notEqual(next_page_token, "");
});

Deno.test("EndChat() ends a chat", async () => {
  await using t = await startGrpcTestV1();
  const { id: chat_id } = await startChat(t, "Hi");
  assert.equal((await t.v1.ask("EndChat", { chat_id })).chat!.status, "CHAT_STATUS_ENDED");
  assert.equal((await t.v1.ask("GetChat", { chat_id })).chat!.status, "CHAT_STATUS_ENDED");
});

Deno.test("DeleteChat() returns the time with which RestoreChats() restores", async () => {
  await using t = await startGrpcTestV1();
  const { id: chat_id } = await startChat(t, "Hi");
  const { delete_time } = await t.v1.ask("DeleteChat", { chat_id });
  assert.equal((await refusalOf(await t.v1.call("GetChat", { chat_id }))).code, "NOT_FOUND");
  assert.deepEqual((await t.v1.ask("RestoreChats", { delete_time })).chat_ids, [chat_id]);
  await t.v1.ask("GetChat", { chat_id });
  const missing = { code: "NOT_FOUND", reason: "NOT_FOUND" };
  assert.deepEqual(await refusalOf(await t.v1.call("RestoreChats", { delete_time })), missing);
  for (
    const time of [null, { seconds: "9223372036854775807" }, { seconds: 1, nanos: -1 }, {
      seconds: 1,
      nanos: 1_000_000_000,
    }]
  ) {
    const end = await t.v1.call("RestoreChats", { delete_time: time });
    assert.deepEqual(await refusalOf(end), { ...wrong, fields: ["delete_time"] });
  }
});

Deno.test("ListModels() lists the models, the default one first", async () => {
  await using t = await startGrpcTestV1({
    settings: {
      models: [{ name: "first", contextTokens: 8192 }, { name: "second", contextTokens: 128_000 }],
    },
  });
  assert.deepEqual((await t.v1.ask("ListModels", {})).models, [
    { name: "first", context_tokens: "8192", context_is_guess: false },
    { name: "second", context_tokens: "128000", context_is_guess: false },
  ]);
});

Deno.test("UpdateChat() changes only the fields in its mask", async () => {
  await using t = await startGrpcTestV1();
  const chat = await startChat(t, "Hi");
  const update = async (changes: RequestOf<"UpdateChat">["chat"], ...paths: string[]) => {
    const request = { chat: { id: chat.id, ...changes }, update_mask: { paths } };
    return (await t.v1.ask("UpdateChat", request)).chat!;
  };
  const renamed = await update({ title: "A title", pinned: true, archived: true }, "title");
  assert.deepEqual([renamed.title, renamed.pinned, renamed.archived], ["A title", false, false]);
  assert.notEqual(renamed.etag, chat.etag);
  const listed = await update({ pinned: true, archived: true }, "pinned", "archived");
  assert.deepEqual([listed.title, listed.pinned, listed.archived], ["A title", true, true]);
  const settings = { temperature: 0.5, top_p: 0.9, max_tokens: 77, stop: ["END"] };
  const warm = await update({ settings }, "settings.temperature", "settings.max_tokens");
  assert.equal(warm.settings!.temperature, 0.5);
  assert.equal(warm.settings!.max_tokens, "77");
  assert.deepEqual([warm.settings!.top_p, warm.settings!.stop], [1, []]);
  const all = await update({ settings, system_message: "Be brief" }, "settings", "system_message");
  assert.deepEqual([all.settings!.top_p, all.settings!.stop], [0.9, ["END"]]);
  assert.equal(all.system_message, "Be brief");
  // Fields in the mask without a value get their default.
  const reset = await update({}, "settings", "system_message", "pinned");
  assert.deepEqual(reset.settings, chat.settings);
  assert.deepEqual([reset.system_message, reset.pinned, reset.archived], ["", false, true]);
  assert.deepEqual((await t.v1.ask("GetChat", { chat_id: chat.id })).chat, reset);
});

Deno.test("UpdateChat() changes a chat only if it still has the etag", async () => {
  await using t = await startGrpcTestV1();
  const { id, etag } = await startChat(t, "Hi");
  const rename = (title: string, etag: string) =>
    t.v1.call("UpdateChat", { chat: { id, title, etag }, update_mask: { paths: ["title"] } });
  const first = await rename("First", etag);
  assert.equal(first.response!.chat!.title, "First");
  const changed = { code: "ABORTED", reason: "CHAT_CHANGED" };
  for (const other of [etag, "0", "no etag", "1".repeat(1_000)]) {
    assert.deepEqual(await refusalOf(await rename("Second", other)), changed);
  }
  const second = await rename("Second", first.response!.chat!.etag);
  assert.equal(second.response!.chat!.title, "Second");
  // As in the JSON API, also as a weak tag.
  const third = await rename("Third", `"${second.response!.chat!.etag}"`);
  const fourth = await rename("Fourth", `W/"${third.response!.chat!.etag}"`);
  assert.equal(fourth.response!.chat!.title, "Fourth");
  const late = await rename("Late", `"${third.response!.chat!.etag}"`);
  assert.deepEqual(await refusalOf(late), changed);
});

Deno.test("UpdateChat() names wrong fields, and then changes nothing", async () => {
  await using t = await startGrpcTestV1();
  const chat = await startChat(t, "Hi");
  const { id } = chat;
  const cases: [RequestOf<"UpdateChat">["chat"], string[], string[]][] = [
    [null, ["title"], ["chat"]],
    [{ id }, [], ["update_mask"]],
    [{ id }, ["title", "settings.topP"], ["update_mask"]],
    [{ id }, ["status"], ["update_mask"]],
    [{ id }, ["*"], ["update_mask"]],
    [{ id }, ["constructor"], ["update_mask"]],
    [{ id }, ["x".repeat(1_000_000)], ["update_mask"]],
    [{ id, title: " " }, ["title"], ["chat.title"]],
    [
      { id, title: "a".repeat(121), settings: { temperature: 3, n: 0 }, pinned: true },
      ["title", "settings.temperature", "pinned", "settings.n"],
      ["chat.title", "chat.settings.temperature", "chat.settings.n"],
    ],
    [{ id, settings: { model: "none" } }, ["settings.model"], ["chat.settings.model"]],
    [{ id, settings: { top_p: NaN } }, ["settings.top_p"], ["chat.settings.top_p"]],
    [{ id, system_message: "a".repeat(100_001) }, ["system_message"], ["chat.system_message"]],
  ];
  for (const [chat, paths, fields] of cases) {
    const end = await t.v1.call("UpdateChat", { chat, update_mask: { paths } });
    assert.deepEqual(await refusalOf(end), { ...wrong, fields }, JSON.stringify(fields));
  }
  for (
    const [path, details] of [
      ["titel", "Cannot change titel; update_mask calls it title"],
      ["temperature", "Cannot change temperature; update_mask calls it settings.temperature"],
      ["settings.topP", "Cannot change settings.topP; update_mask calls it settings.top_p"],
      ["settings.temprature", /; update_mask calls it settings.temperature$/],
      ["max_completion_tokens", /; update_mask calls it settings.max_tokens$/],
      ["settings.max_completion_tokens", /; update_mask calls it settings.max_tokens$/],
      ["settings.topK", "Cannot change settings.topK; Parley has nothing like it"],
      ["", /^A path of update_mask is empty; update_mask may name title, /],
      ["status", /^Cannot change status; update_mask may name title, system_message, settings, /],
      [`\u202e${"x".repeat(1_000)}`, /^Cannot change \\u202ex{59}…; update_mask may name /],
    ] as const
  ) {
    const end = await t.v1.call("UpdateChat", { chat: { id }, update_mask: { paths: [path] } });
    assert.match(end.details, typeof details === "string" ? new RegExp(`^${details}$`) : details);
    const said = (await richStatus(end.trailers)).details
      .find(({ type }) => type === "google.rpc.BadRequest");
    assert.deepEqual(JSON.parse(JSON.stringify(said?.field_violations)), [
      { field: "update_mask", description: end.details },
    ]);
  }
  assert.deepEqual((await t.v1.ask("GetChat", { chat_id: id })).chat, chat);
});
