import assert from "node:assert/strict";
import { SCOPES } from "../../domain/accounts/user.ts";
import { type CallExtras, Program } from "../routes/api/program.ts";
import { startTestSite, type TestSite } from "../routes/test_site.ts";
import { answered } from "../support/app/test_app.ts";
import type { ApiDocument, ApiOperation } from "../../views/api_docs/open_api.ts";
import { allSearchable } from "../support/databases/all_searchable.ts";

/** An operation with its path and body. */
type Named = {
  readonly method: string;
  readonly path: string;
  readonly operation: ApiOperation;
};

/** Ids of a user's chats and messages. */
type Ids = Readonly<Record<"chat" | "question" | "answer", string>> & { readonly deleted: string };

const anyTime = "2020-01-01T00:00:00.000Z";

/** Bodies that would be valid if the ids were the caller's. */
const bodies: Readonly<Record<string, (ids: Ids) => unknown>> = {
  startChat: () => ({ message: "Hello" }),
  sendMessage: () => ({ message: "Hello" }),
  regenerateAnswer: ({ question }) => ({ question_id: question }),
  continueAnswer: () => ({ position: 0 }),
  selectBranch: ({ question }) => ({ message_id: question }),
  updateChat: () => ({ title: "Mine now", settings: { temperature: 0 } }),
  restoreChats: ({ deleted }) => ({ delete_time: deleted }),
};

/** Operations without ids; their results have a test of their own. */
const unowned = [
  "startChat",
  "listChats",
  "searchChats",
  "importChats",
  "listModels",
  "getStorage",
];

async function operationsOf({ routes }: TestSite): Promise<Named[]> {
  const { paths }: ApiDocument = await (await routes.request("/api/v1/openapi.json")).json();
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    }))
  );
}

/** A new account with its own program and an answered, and a deleted, chat. */
async function owner(site: TestSite) {
  const { user } = await site.signUp();
  const userId = user.id;
  const turn = await site.app.startChat({ userId, message: "Private words" });
  const gone = await site.app.startChat({ userId, message: "Deleted words" });
  await Promise.all([answered(site.app, turn), answered(site.app, gone)]);
  const deleted = await site.app.deleteChats(userId, { ids: [gone.chatId] });
  const ids = {
    chat: turn.chatId,
    question: turn.question.id,
    answer: turn.answers[0]!.id,
    deleted: deleted.toISOString(),
  };
  const { apiToken } = await site.app.createOwnApiToken({ userId, name: "program" });
  const program = new Program(site.routes, { Authorization: `Bearer ${apiToken}` });
  return { userId, ids, program };
}

function someIds(): Ids {
  const id = () => crypto.randomUUID();
  return { chat: id(), question: id(), answer: id(), deleted: anyTime };
}

function call(program: Program, { method, path, operation }: Named, ids: Ids, extras = {}) {
  const { chat, question, answer } = ids;
  const known: Record<string, string> = {
    chat_id: chat,
    message_id: question,
    answer_id: answer,
  };
  const url = path.replace(/\{(\w+)\}/g, (_, name) => known[name]!) +
    (operation.operationId === "searchChats" ? "?query=words" : "");
  return program.call(method, url, { ...bodyOf(operation, ids), ...extras });
}

function bodyOf({ operationId }: ApiOperation, ids: Ids): CallExtras {
  if (operationId !== "importChats") return { json: bodies[operationId]?.(ids) };
  return { body: "{}", headers: { "Content-Type": "application/json" } };
}

async function outcome(response: Response) {
  return { status: response.status, body: await response.text() };
}

Deno.test("every operation answers another user's ids like ids that don't exist", async (t) => {
  await using site = await startTestSite();
  // One after the other: a deletion is named by its time.
  const mine = await owner(site);
  const theirs = await owner(site);
  const before = await site.app.getChat(theirs.userId, theirs.ids.chat);
  const operations = await operationsOf(site);
  const owned = operations.filter(({ operation }) => !unowned.includes(operation.operationId));
  assert.ok(owned.length >= 16);
  for (const named of owned) {
    const accepts = named.operation.responses[200]?.content ?? {};
    for (const Accept of ["application/json", "text/event-stream"]) {
      if (Accept !== "application/json" && !(Accept in accepts)) continue;
      await t.step(`${named.operation.operationId} as ${Accept}`, async () => {
        const headers = { Accept };
        const foreign = await outcome(await call(mine.program, named, theirs.ids, { headers }));
        const unknown = await outcome(await call(mine.program, named, someIds(), { headers }));
        assert.equal(foreign.status, 404);
        assert.deepEqual(foreign, unknown);
        assert.ok(!foreign.body.includes("words"));
      });
    }
  }
  assert.deepEqual(await site.app.getChat(theirs.userId, theirs.ids.chat), before);
  const deleted = new Date(theirs.ids.deleted);
  assert.equal(await site.app.countDeleted(theirs.userId, deleted), 1);
});

Deno.test("ids of another user's messages are unknown in the caller's chat", async () => {
  await using site = await startTestSite();
  const [mine, theirs] = await Promise.all([owner(site), owner(site)]);
  const ids = { ...theirs.ids, chat: mine.ids.chat };
  const operations = (await operationsOf(site)).filter(({ path, operation: { operationId } }) =>
    /message_id|answer_id/.test(path) ||
    ["regenerateAnswer", "selectBranch"].includes(operationId)
  );
  assert.ok(operations.length >= 6);
  for (const named of operations) {
    const { status } = await call(mine.program, named, ids);
    assert.equal(status, 404, named.operation.operationId);
  }
  const path = `/chats/${mine.ids.chat}/messages`;
  const replaced = { message: "Hello", replaces: theirs.ids.question };
  assert.equal((await mine.program.call("POST", path, { json: replaced })).status, 404);
  const pageAfter = async (apiToken: string) =>
    await outcome(await mine.program.call("GET", `${path}?page_token=${apiToken}`));
  const foreign = await pageAfter(theirs.ids.question);
  assert.equal(foreign.status, 422);
  assert.deepEqual(foreign, await pageAfter(someIds().question));
});

Deno.test("lists and searches show only the caller's own chats", async () => {
  await using site = await startTestSite();
  const [mine, theirs] = await Promise.all([owner(site), owner(site)]);
  const { chats } = await mine.program.json("GET", "/chats");
  assert.deepEqual(chats.map(({ id }: { id: string }) => id), [mine.ids.chat]);
  await allSearchable(site.database);
  const { hits } = await mine.program.json("GET", "/search?query=words");
  assert.ok(hits.length > 0);
  for (const { chat_id } of hits) assert.equal(chat_id, mine.ids.chat);
  const key = { headers: { "Idempotency-Key": "same" } };
  const own = await mine.program.json("POST", "/chats", { json: { message: "One" }, ...key });
  const other = await theirs.program.json("POST", "/chats", { json: { message: "Two" }, ...key });
  assert.notEqual(own.chat_id, other.chat_id);
});

Deno.test("every operation needs a token with the scope that its document names", async (t) => {
  await using site = await startTestSite();
  const { userId, ids } = await owner(site);
  const programs = new Map<string, Program>();
  for (const scope of SCOPES) {
    const { apiToken } = await site.app.createOwnApiToken({ userId, name: scope, scopes: [scope] });
    programs.set(scope, new Program(site.routes, { Authorization: `Bearer ${apiToken}` }));
  }
  for (const named of await operationsOf(site)) {
    const { operationId, security: [security] } = named.operation;
    await t.step(operationId, async () => {
      const needed = security!.token![0]!;
      const writes = operationId === "shareChat" ? "chat:share" : "chat:write";
      assert.equal(needed, named.method === "GET" ? "chat:read" : writes);
      const other = needed === "chat:read" ? "chat:write" : "chat:read";
      const refused = await call(programs.get(other)!, named, ids);
      assert.equal(refused.status, 403);
      assert.match((await refused.json()).detail, new RegExp(needed));
      const challenge = refused.headers.get("WWW-Authenticate")!;
      assert.match(challenge, new RegExp(`error="insufficient_scope", scope="${needed}"`));
      const allowed = await call(programs.get(needed)!, named, someIds());
      assert.ok(![401, 403].includes(allowed.status), String(allowed.status));
      const nobody = await call(new Program(site.routes, {}), named, ids);
      assert.equal(nobody.status, 401);
    });
  }
});
