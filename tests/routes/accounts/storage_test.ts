import { status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { StreamLimit } from "../../../domain/answers/stream_limit.ts";
import { startGrpcServer } from "../../../infra/grpc/grpc_server.ts";
import { createTexts } from "../../../views/texts/texts.ts";
import { jsonFile, sampleChatJson } from "../../support/archives/archives.ts";
import { bearer, chatClient, finished } from "../../support/grpc/client.ts";
import { ChatClientV1 } from "../../support/grpc/v1_client.ts";
import { richStatus } from "../../support/grpc/rich_status.ts";
import { answered, quietLog, testSettings } from "../../support/app/test_app.ts";
import { Program } from "../api/program.ts";
import { startTestSite } from "../test_site.ts";

const LIMIT = 2_500;

/** A user who has no room for another message, with a chat. */
async function startFullSite() {
  const limits = { ...testSettings.limits, storage: LIMIT };
  const site = await startTestSite({ settings: { limits } });
  const { visitor, user: { id: userId } } = await site.signUp();
  const turn = await site.app.startChat({ userId, message: "x".repeat(500) });
  await answered(site.app, turn);
  const { apiToken } = await site.app.createOwnApiToken({ userId, name: "program" });
  const program = new Program(site.routes, { Authorization: `Bearer ${apiToken}` });
  return { site, visitor, userId, apiToken, program, turn };
}

const tooLong = "y".repeat(900);

Deno.test("a message that doesn't fit stays in its box, with both numbers", async () => {
  const { site, visitor, userId, turn } = await startFullSite();
  await using _ = site;
  const { storedBytes } = await site.app.getStorage(userId);
  const { number } = createTexts("en", "UTC").format;
  for (const path of ["/chats", `/chats/${turn.chatId}/messages`]) {
    const response = await visitor.post(path, { message: tooLong });
    assert.equal(response.status, 413);
    const page = await response.text();
    assert.match(page, new RegExp(`<textarea[^>]*>\\s*${tooLong}</textarea>`));
    assert.match(
      page,
      new RegExp(`you have used ${number(storedBytes)} of ${number(LIMIT)} bytes`),
    );
    assert.match(page, /delete chats/);
  }
  const chats = await site.app.listChats(userId, { limit: 9 });
  assert.deepEqual(chats.map(({ id }) => id), [turn.chatId]);
  assert.equal((await site.app.getStorage(userId)).storedBytes, storedBytes);
  // Changes that need no storage still work.
  assert.equal((await visitor.post(`/chats/${turn.chatId}/title`, { title: "x" })).status, 303);
});

Deno.test("JSON refuses with 413 what doesn't fit, with the storage used and its limit", async () => {
  const { site, program, turn, userId, apiToken } = await startFullSite();
  await using _ = site;
  const { storedBytes } = await site.app.getStorage(userId);
  const numbers = { stored_bytes: storedBytes, limit_bytes: LIMIT };
  assert.deepEqual(await program.json("GET", "/storage"), numbers);
  const chat = `/chats/${turn.chatId}`;
  const calls: [string, string, object][] = [
    ["POST", "/chats", { message: tooLong }],
    ["POST", `${chat}/messages`, { message: tooLong }],
    ["PATCH", chat, { system_message: tooLong }],
  ];
  for (const [method, path, json] of calls) {
    const response = await program.call(method, path, { json });
    assert.equal(response.status, 413, path);
    const { code, stored_bytes, limit_bytes, detail } = await response.json();
    assert.deepEqual({ code, stored_bytes, limit_bytes }, { code: "storage_full", ...numbers });
    assert.match(detail, /delete chats/);
  }
  const response = await site.routes.request("/chat", {
    method: "POST",
    headers: { Authorization: `Bearer ${apiToken}` },
    body: JSON.stringify({ user_id: userId, user_message: tooLong }),
  });
  assert.equal(response.status, 413);
  const { code, stored_bytes, limit_bytes } = (await response.json()).error;
  assert.deepEqual({ code, stored_bytes, limit_bytes }, { code: "storage_full", ...numbers });
  assert.deepEqual(await program.json("GET", "/storage"), numbers);
});

Deno.test("gRPC refuses with RESOURCE_EXHAUSTED what doesn't fit, with the quota", async () => {
  const { site, userId, apiToken, turn: { chatId: chat_id } } = await startFullSite();
  await using _ = site;
  const { storedBytes } = await site.app.getStorage(userId);
  const streams = new StreamLimit(32);
  const place = { host: "127.0.0.1", port: 0 };
  const server = await startGrpcServer({ app: site.app, log: quietLog, streams, ...place });
  await using _server = { [Symbol.asyncDispose]: () => server.stop(0) };
  const address = `127.0.0.1:${server.port}`;
  using client = await ChatClientV1.connect(address, bearer(apiToken));
  using predecessor = await chatClient(address);
  const use = { stored_bytes: String(storedBytes), limit_bytes: String(LIMIT) };
  const { stored_bytes, limit_bytes } = await client.ask("GetStorage", {});
  assert.deepEqual({ stored_bytes, limit_bytes }, use);
  const request = { user_id: userId, user_message: tooLong };
  for (
    const { code, details: words, trailers } of [
      await client.read("SendMessage", { chat_id, message: tooLong }),
      await client.read("StartChat", { message: tooLong }),
      await finished(predecessor.ChatStream(request, bearer(apiToken))),
    ]
  ) {
    assert.equal(code, status.RESOURCE_EXHAUSTED);
    const { details } = await richStatus(trailers);
    const find = (name: string) => details.find(({ type }) => type === `google.rpc.${name}`)!;
    const { reason, metadata } = find("ErrorInfo");
    assert.equal(reason, "STORAGE_FULL");
    assert.deepEqual(metadata, { storedBytes: use.stored_bytes, limitBytes: use.limit_bytes });
    const { violations } = find("QuotaFailure");
    assert.deepEqual(violations, [{ subject: "user", description: words }]);
  }
});

Deno.test("an import stores what fits, and names the rest", async () => {
  const { site, visitor, userId, turn } = await startFullSite();
  await using _ = site;
  await site.app.deleteChats(userId, { ids: [turn.chatId] });
  const [small, large] = [chatOf("small", 1), chatOf("large", 2_000)];
  const report = await site.app.importChats(userId, jsonFile([large, small]));
  assert.deepEqual([report.imported, report.failed], [1, 1]);
  const [failure] = report.failures;
  assert.equal(failure!.name, "large");
  assert.match(String(failure!.reason), /^Your storage is full: this needs \d+ bytes/);
  const chats = await site.app.listChats(userId, { limit: 9 });
  assert.deepEqual(chats.map(({ title }) => title), ["small"]);
  assert.equal((await visitor.get("/")).status, 200);
});

Deno.test("GET /account shows how much is stored, in either language", async () => {
  const { site, visitor, userId } = await startFullSite();
  await using _ = site;
  const use = await site.app.getStorage(userId);
  for (const language of ["en", "pt-BR"] as const) {
    const page = await (await visitor.get("/account", {
      headers: { "Accept-Language": language },
    })).text();
    const { account, format } = createTexts(language, "UTC");
    const stored = account.storedOf(format.bytes(use.storedBytes), format.bytes(LIMIT));
    assert.ok(page.includes(stored), stored);
    assert.match(page, new RegExp(`<meter value="${use.storedBytes}" max="${LIMIT}"`));
  }
  await using free = await startTestSite();
  const { visitor: other } = await free.signUp();
  assert.match(await (await other.get("/account")).text(), /You have stored 0 B\./);
});

/** A chat as a file, with a question of this many characters. */
function chatOf(title: string, length: number): object {
  const chat = sampleChatJson();
  const [question, ...others] = chat.messages as { content: string }[];
  return {
    ...chat,
    id: crypto.randomUUID(),
    title,
    systemMessage: "",
    messages: [{ ...question, content: "z".repeat(length) }, ...others],
  };
}
