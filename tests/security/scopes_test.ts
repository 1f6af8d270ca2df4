import assert from "node:assert/strict";
import { type Scope, SCOPES } from "../../domain/accounts/user.ts";
import { startGrpcServer } from "../../infra/grpc/grpc_server.ts";
import { StreamLimit } from "../../domain/answers/stream_limit.ts";
import type { ApiDocument, ApiOperation } from "../../views/api_docs/open_api.ts";
import { bearer } from "../support/grpc/client.ts";
import {
  ChatClientV1,
  type MethodName,
  type StreamName,
  type UnaryName,
} from "../support/grpc/v1_client.ts";
import { requestsAbout } from "../support/grpc/v1_requests.ts";
import { answered, quietLog } from "../support/app/test_app.ts";
import { Program } from "../routes/api/program.ts";
import { startTestSite, type TestSite } from "../routes/test_site.ts";

// A token gets no more than its scopes may read, whatever it calls.

/** Earlier texts and settings, which no call of these tests sends. */
const SECRETS = /hidden|0\.123/;

/** Sets of scopes without the right to read. */
const BLIND: readonly (readonly Scope[])[] = [["chat:write"], ["chat:write", "chat:share"]];

type Things = Readonly<Record<"chat" | "question" | "answer" | "cut" | "deleted", string>>;

/** A chat full of secrets, with a complete answer and one that was cut short, and a deletion. */
async function storeThings({ app, upstream }: TestSite, userId: string): Promise<Things> {
  upstream.enqueue(
    (exchange) => exchange.text("A hidden answer").then(() => exchange.complete()),
    async (exchange) => {
      await exchange.text("A hidden beginning");
      await exchange.finish("length");
      await exchange.end();
    },
  );
  const first = await app.startChat({
    userId,
    message: "A hidden question",
    systemMessage: "A hidden role",
    config: { temperature: 0.123 },
  });
  await answered(app, first);
  await app.updateChat({ userId, chatId: first.chatId, title: "A hidden title" });
  const next = await app.sendMessage({ userId, chatId: first.chatId, message: "More hidden" });
  await answered(app, next);
  const gone = await app.startChat({ userId, message: "A hidden deletion" });
  await answered(app, gone);
  const deletedAt = await app.deleteChats(userId, { ids: [gone.chatId] });
  return {
    chat: first.chatId,
    question: first.question.id,
    answer: first.answers[0]!.id,
    cut: next.answers[0]!.id,
    deleted: deletedAt.toISOString(),
  };
}

/** A site whose model doesn't repeat earlier texts. */
async function startBlindSite(): Promise<TestSite> {
  const reply = (exchange: Parameters<Parameters<TestSite["upstream"]["enqueue"]>[0]>[0]) =>
    exchange.text("A new answer").then(() => exchange.complete());
  return await startTestSite({ upstream: { reply } });
}

async function apiTokenOf({ app }: TestSite, userId: string, scopes: readonly Scope[]) {
  return (await app.createOwnApiToken({ userId, name: scopes.join(" "), scopes })).apiToken;
}

/** Bodies for operations; some have several, to send one after the other. */
const bodies: Readonly<Record<string, (things: Things) => readonly object[]>> = {
  startChat: () => [{ message: "Hello" }],
  sendMessage: ({ question }) => [{ message: "Hello" }, { message: "Hello", replaces: question }],
  regenerateAnswer: ({ question }) => [{ question_id: question }],
  continueAnswer: () => [{ position: 0 }, { position: "A hidden beginning".length }],
  selectBranch: ({ question }) => [{ message_id: question }],
  updateChat: () => [{ pinned: true }, { title: "Mine" }, { settings: { top_p: 0.5 } }],
  restoreChats: ({ deleted }) => [{ delete_time: deleted }],
  importChats: () => [{}],
};

async function operationsOf({ routes }: TestSite) {
  const { paths }: ApiDocument = await (await routes.request("/api/v1/openapi.json")).json();
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation }))
  );
}

function isAllowed({ security }: ApiOperation, scopes: readonly string[]): boolean {
  return security.some(({ token }) => token!.every((scope) => scopes.includes(scope)));
}

Deno.test("no JSON operation returns earlier texts to a token that may not read", async (t) => {
  await using site = await startBlindSite();
  const { user: { id: userId } } = await site.signUp();
  for (const { path, method, operation } of await operationsOf(site)) {
    const { operationId } = operation;
    for (const scopes of BLIND) {
      const apiToken = await apiTokenOf(site, userId, scopes);
      const program = new Program(site.routes, { Authorization: `Bearer ${apiToken}` });
      for (const accept of ["application/json", "text/event-stream"]) {
        await t.step(`${operationId} as ${accept} with ${scopes}`, async () => {
          const things = await storeThings(site, userId);
          for (const json of bodies[operationId]?.(things) ?? [undefined]) {
            for (const answer of [things.cut, things.answer]) {
              const known = { ...things, answer, message: things.question };
              const url = path.replace(
                /\{(\w+)_id\}/g,
                (_, name) => known[name as keyof typeof known],
              );
              const response = await program.call(method.toUpperCase(), url, {
                json,
                headers: { Accept: accept },
              });
              const text = await response.text();
              assert.doesNotMatch(text, SECRETS);
              const isRefused = response.status === 403;
              assert.ok(isRefused || isAllowed(operation, scopes), text);
            }
          }
        });
      }
      for (const { id } of await site.app.listApiTokens(userId)) {
        await site.app.revokeApiToken(userId, id);
      }
    }
  }
});

Deno.test("no gRPC method returns earlier texts to a token that may not read", async (t) => {
  await using site = await startBlindSite();
  const { user: { id: userId } } = await site.signUp();
  const streams = new StreamLimit(32);
  const place = { host: "127.0.0.1", port: 0 };
  const server = await startGrpcServer({ app: site.app, log: quietLog, streams, ...place });
  await using _server = { [Symbol.asyncDispose]: () => server.stop(0) };
  for (const scopes of BLIND) {
    const apiToken = await apiTokenOf(site, userId, scopes);
    using client = await ChatClientV1.connect(`127.0.0.1:${server.port}`, bearer(apiToken));
    const nothing = { chat_id: "", question_id: "", answer_id: "", delete_time: null };
    for (const name of Object.keys(requestsAbout(nothing)) as MethodName[]) {
      await t.step(`${name} with ${scopes}`, async () => {
        const { chat, question, answer, cut, deleted } = await storeThings(site, userId);
        const about = { chat_id: chat, question_id: question, answer_id: answer };
        const request = requestsAbout({ ...about, delete_time: timestamp(deleted) })[name];
        assert.doesNotMatch(await toldBy(client, name, request), SECRETS);
        const position = "A hidden beginning".length;
        const resumed = { ...request, answer_id: cut, position };
        if (name === "ContinueAnswer") {
          assert.doesNotMatch(await toldBy(client, name, resumed), SECRETS);
        }
      });
    }
  }
});

Deno.test("sharing needs its own scope, or reading and writing", async () => {
  await using site = await startBlindSite();
  const { user: { id: userId } } = await site.signUp();
  const { chat } = await storeThings(site, userId);
  const statuses: [readonly Scope[], number][] = [
    [["chat:write"], 403],
    [["chat:read"], 403],
    [["chat:share"], 200],
    [["chat:read", "chat:write"], 200],
    [SCOPES, 200],
  ];
  for (const [scopes, status] of statuses) {
    const apiToken = await apiTokenOf(site, userId, scopes);
    const program = new Program(site.routes, { Authorization: `Bearer ${apiToken}` });
    const response = await program.call("PUT", `/chats/${chat}/share`);
    assert.equal(response.status, status, String(scopes));
    if (status !== 403) continue;
    const challenge = response.headers.get("WWW-Authenticate")!;
    assert.match(challenge, /error="insufficient_scope", scope="chat:share"/);
  }
});

Deno.test("a write-only token can work with what its calls return", async () => {
  await using site = await startBlindSite();
  const { user: { id: userId } } = await site.signUp();
  const { chat, cut } = await storeThings(site, userId);
  const apiToken = await apiTokenOf(site, userId, ["chat:write"]);
  const program = new Program(site.routes, { Authorization: `Bearer ${apiToken}` });
  const changed = await program.json("PATCH", `/chats/${chat}`, { json: { pinned: true } });
  assert.deepEqual(Object.keys(changed), ["id", "etag"]);
  const headers = { "If-Match": changed.etag };
  await program.json("PATCH", `/chats/${chat}`, { json: { pinned: false }, headers });
  const position = "A hidden beginning".length;
  const path = `/chats/${chat}/answers/${cut}/continue`;
  const { answers: [answer] } = await program.json("POST", path, { json: { position } });
  assert.equal(answer.content, "A new answer");
  assert.equal(answer.answer.position, position + answer.content.length);
  const again = await program.call("POST", path, { json: { position } });
  assert.equal(again.status, 403);
  assert.match((await again.json()).detail, /lacks the scope chat:read/);
  const next = await program.json("POST", `/chats/${chat}/messages`, { json: { message: "Hi" } });
  assert.equal(next.answers[0].content, "A new answer");
});

Deno.test("with a key, a token that may not read gets only its own calls' answers, over JSON", async (t) => {
  await using site = await startBlindSite();
  const { user: { id: userId } } = await site.signUp();
  const { chat, question } = await storeThings(site, userId);
  const calls: [path: string, json: object][] = [
    ["/chats", { message: "Hello" }],
    [`/chats/${chat}/messages`, { message: "Hello" }],
    [`/chats/${chat}/answers`, { question_id: question }],
  ];
  const programs = await programsOf(site, userId);
  for (const accept of ["application/json", "text/event-stream"]) {
    for (const [path, json] of calls) {
      await t.step(`${path.replace(chat, "…")} as ${accept}`, async () => {
        const headers = { Accept: accept, "Idempotency-Key": crypto.randomUUID() };
        const call = async (program: Program) => {
          const response = await program.call("POST", path, { json, headers });
          return { status: response.status, text: await response.text() };
        };
        assert.match((await call(programs.reader)).text, /A new answer/);
        const refused = await call(programs.writer);
        assert.equal(refused.status, 422);
        assert.doesNotMatch(refused.text, /A new answer/);
        assert.match((await call(programs.reader)).text, /A new answer/);
        headers["Idempotency-Key"] = crypto.randomUUID();
        for (const _ of ["first", "again"]) {
          assert.match((await call(programs.writer)).text, /A new answer/);
        }
        assert.equal((await call(programs.other)).status, 422);
      });
    }
  }
});

Deno.test("with a key, a token that may not read gets only its own calls' answers, over gRPC", async () => {
  await using site = await startBlindSite();
  const { user: { id: userId } } = await site.signUp();
  const { chat, question } = await storeThings(site, userId);
  const streams = new StreamLimit(32);
  const place = { host: "127.0.0.1", port: 0 };
  const server = await startGrpcServer({ app: site.app, log: quietLog, streams, ...place });
  await using _server = { [Symbol.asyncDispose]: () => server.stop(0) };
  const connect = async (scopes: readonly Scope[]) =>
    await ChatClientV1.connect(
      `127.0.0.1:${server.port}`,
      bearer(await apiTokenOf(site, userId, scopes)),
    );
  using reader = await connect(SCOPES);
  using writer = await connect(["chat:write"]);
  const calls: [name: StreamName, request: object][] = [
    ["StartChat", { message: "Hello" }],
    ["SendMessage", { chat_id: chat, message: "Hello" }],
    ["RegenerateAnswer", { chat_id: chat, question_id: question }],
  ];
  for (const [name, request] of calls) {
    const keyed = { ...request, request_id: crypto.randomUUID() };
    assert.match(await toldBy(reader, name, keyed), /A new answer/);
    const refused = await toldBy(writer, name, keyed);
    assert.match(refused, /Cannot use this key/);
    assert.doesNotMatch(refused, /A new answer/);
    const own = { ...request, request_id: crypto.randomUUID() };
    for (const _ of ["first", "again"]) {
      assert.match(await toldBy(writer, name, own), /A new answer/);
    }
  }
});

Deno.test("POST /chat joins no other call for a token that may not read", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { user: { id: userId } } = await site.signUp();
  const { chatId } = await site.app.startChat({ userId, message: "Hello" });
  const exchange = await site.upstream.next();
  await exchange.text("A hidden answer");
  const apiToken = await apiTokenOf(site, userId, ["chat:write"]);
  const response = await site.routes.request("/chat", {
    method: "POST",
    headers: { Authorization: `Bearer ${apiToken}` },
    body: JSON.stringify({ chat_id: chatId, user_id: userId, user_message: "Hello" }),
  });
  assert.equal(response.status, 409);
  assert.doesNotMatch(await response.text(), SECRETS);
  await exchange.complete();
});

/** Programs with a token each: one that reads and writes, and two that only write. */
async function programsOf(site: TestSite, userId: string) {
  const program = async (scopes: readonly Scope[]) =>
    new Program(site.routes, { Authorization: `Bearer ${await apiTokenOf(site, userId, scopes)}` });
  return {
    reader: await program(SCOPES),
    writer: await program(["chat:write"]),
    other: await program(["chat:write"]),
  };
}

function timestamp(time: string): object {
  const milliseconds = Date.parse(time);
  return { seconds: Math.floor(milliseconds / 1000), nanos: milliseconds % 1000 * 1_000_000 };
}

/** Everything that a method returns, as text. */
async function toldBy(client: ChatClientV1, name: MethodName, request: object): Promise<string> {
  const streams: readonly string[] = [
    ...["StartChat", "SendMessage", "FollowAnswer", "RegenerateAnswer", "ContinueAnswer"],
  ];
  const { trailers: _, ...told } = streams.includes(name)
    ? await client.read(name as StreamName, request as never)
    : await client.call(name as UnaryName, request as never);
  return JSON.stringify(told);
}
