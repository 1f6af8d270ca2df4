import { Metadata } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import type { Scope, User } from "../../../domain/accounts/user.ts";
import { bearer, finished } from "../../support/grpc/client.ts";
import {
  actingFor,
  type ChatClientV1,
  loadContractV1,
  type MethodName,
} from "../../support/grpc/v1_client.ts";
import {
  type NamedThings,
  reading,
  requestsAbout,
  unowned,
} from "../../support/grpc/v1_requests.ts";
import { type GrpcTestV1, startGrpcTestV1 } from "../../support/grpc/v1_test_server.ts";
import { refusalOf } from "../../support/http/refusal.ts";
import { allSearchable } from "../../support/databases/all_searchable.ts";

/** A chat with an answer, and a deletion. */
async function storeThings(v1: ChatClientV1): Promise<NamedThings> {
  const deleted = await v1.read("StartChat", { message: "A private chat to be deleted" });
  const { delete_time } = await v1.ask("DeleteChat", { chat_id: deleted.begun!.chat_id });
  const { begun } = await v1.read("StartChat", { message: "Private words" });
  const { chat_id, question_id, answer_ids: [answer_id] } = begun!;
  return { chat_id, question_id, answer_id: answer_id!, delete_time };
}

async function storedBy(v1: ChatClientV1, { chat_id }: NamedThings): Promise<unknown> {
  const { messages } = await v1.ask("ListMessages", { chat_id });
  const { chats } = await v1.ask("ListChats", {});
  return { messages, chats };
}

function methods(requests: Record<MethodName, object>): [MethodName, object][] {
  return Object.entries(requests) as [MethodName, object][];
}

Deno.test("these tests cover every method", async () => {
  const { service } = (await loadContractV1()).ChatService;
  const nothing = { chat_id: "", question_id: "", answer_id: "", delete_time: null };
  assert.deepEqual(
    Object.keys(requestsAbout(nothing)).sort(),
    Object.keys(service).sort(),
  );
});

Deno.test("every method answers another user's ids like ids that don't exist", async () => {
  await using t = await startGrpcTestV1();
  const theirs = await storeThings(t.v1);
  const before = await storedBy(t.v1, theirs);
  const stranger = t.v1.as(actingFor("stranger"));
  const own = await storeThings(stranger);
  const id = "00000000-0000-7000-8000-000000000000";
  const missing = { chat_id: id, question_id: id, answer_id: id, delete_time: { seconds: 1 } };
  const malformed = { chat_id: "%", question_id: "", answer_id: "\0", delete_time: { seconds: 2 } };
  const ends = async (things: NamedThings) => {
    const ends: Record<string, object> = {};
    for (const [name, request] of methods(requestsAbout(things))) {
      if (unowned.has(name)) continue;
      const end = await stranger.callAny(name, request);
      ends[name] = { details: end.details, ...await refusalOf(end) };
    }
    return ends;
  };
  const refused = await ends(theirs);
  for (const [name, end] of Object.entries(refused)) {
    assert.equal((end as { code: string }).code, "NOT_FOUND", name);
  }
  assert.deepEqual(refused, await ends(missing));
  assert.deepEqual(refused, await ends(malformed));
  // Nor can their messages be read through the caller's own chat.
  const { chat_id } = own;
  for (const name of ["FollowAnswer", "StopAnswer", "GetMessage", "SelectBranch"] as const) {
    const request = requestsAbout({ ...theirs, chat_id })[name];
    assert.equal((await refusalOf(await stranger.callAny(name, request))).code, "NOT_FOUND", name);
  }
  const replaces = theirs.question_id;
  const end = await stranger.read("SendMessage", { chat_id, message: "Hello", replaces });
  assert.equal((await refusalOf(end)).code, "NOT_FOUND");
  assert.deepEqual(await storedBy(t.v1, theirs), before);
});

Deno.test("search doesn't find other users' chats", async () => {
  await using t = await startGrpcTestV1();
  await storeThings(t.v1);
  await allSearchable(t.database);
  const stranger = t.v1.as(actingFor("stranger"));
  assert.deepEqual((await stranger.ask("ListChats", {})).chats, []);
  assert.deepEqual((await stranger.ask("SearchChats", { query: "private" })).hits, []);
});

/** An account for API tokens. */
async function signUp({ app }: GrpcTestV1): Promise<User> {
  const password = "a long and rare pass phrase";
  const account = { name: "Owner", email: "owner@example.com", password, client: "127.0.0.1" };
  return (await app.signUp(account)).user;
}

Deno.test("each method needs its scope", async () => {
  await using t = await startGrpcTestV1();
  const { id: userId, email } = await signUp(t);
  const apiTokenOf = async (scope: Scope) =>
    (await t.app.createApiToken({ email, name: scope, scopes: [scope] })).apiToken;
  const apiTokens = {
    reader: await apiTokenOf("chat:read"),
    writer: await apiTokenOf("chat:write"),
  };
  const owner = t.v1.as(actingFor(userId));
  const things = await storeThings(owner);
  const before = await storedBy(owner, things);
  const denied = { code: "PERMISSION_DENIED", reason: "PERMISSION_DENIED" };
  for (const [name, request] of methods(requestsAbout(things))) {
    const [able, unable] = reading.has(name)
      ? ["reader", "writer"] as const
      : ["writer", "reader"] as const;
    const end = await t.v1.as(bearer(apiTokens[unable])).callAny(name, request);
    assert.deepEqual(await refusalOf(end), denied, `${name} by a ${unable}`);
    assert.match(end.details, /lacks the scope chat:(read|write|share)/);
    if (able === "reader") {
      const { details } = await t.v1.as(bearer(apiTokens[able])).callAny(name, request);
      assert.match(details, /^(OK)?$/, `${name} by a ${able}`);
    }
  }
  assert.deepEqual(await storedBy(owner, things), before);
});

Deno.test("a user's token acts for its owner only", async () => {
  await using t = await startGrpcTestV1();
  const user = await signUp(t);
  const { apiToken, record } = await t.app.createApiToken({ email: user.email, name: "test" });
  const { begun } = await t.v1.as(bearer(apiToken)).read("StartChat", { message: "Mine" });
  const named = t.v1.as(bearer(apiToken, { "x-parley-user": user.id }));
  const { chats } = await named.ask("ListChats", {});
  assert.deepEqual(chats.map(({ id }) => id), [begun!.chat_id]);
  assert.deepEqual((await t.v1.as(actingFor(user.id)).ask("ListChats", {})).chats, chats);
  const other = t.v1.as(bearer(apiToken, { "x-parley-user": "user-1" }));
  assert.equal((await refusalOf(await other.call("ListChats", {}))).code, "PERMISSION_DENIED");
  await t.app.revokeApiToken(user.id, record.id);
  assert.equal((await refusalOf(await named.call("ListChats", {}))).code, "UNAUTHENTICATED");
});

Deno.test("the log names the owner of a token whose scopes don't suffice", async () => {
  await using t = await startGrpcTestV1();
  const { id: userId, email } = await signUp(t);
  const scopes = ["chat:read"] as const;
  const { apiToken } = await t.app.createApiToken({ email, name: "reader", scopes });
  const request = { user_id: userId, user_message: "Hi" };
  await finished(t.client.ChatStream(request, bearer(apiToken)));
  await t.v1.as(bearer(apiToken)).callAny("StartChat", { message: "Hi" });
  await t.v1.as(bearer(apiToken, { "x-parley-user": "user-1" })).callAny("ListChats", {});
  assert.deepEqual(
    t.lines.map(({ fields: { method, status, userId } }) => ({ method, status, userId })),
    [
      "pb.ChatService/ChatStream",
      "parley.v1.ChatService/StartChat",
      "parley.v1.ChatService/ListChats",
    ]
      .map((name) => ({ method: `/${name}`, status: "PERMISSION_DENIED", userId })),
  );
});

Deno.test("every method needs a token, and the service token needs a user", async () => {
  await using t = await startGrpcTestV1();
  const things = await storeThings(t.v1);
  const unauthenticated = { code: "UNAUTHENTICATED", reason: "UNAUTHENTICATED" };
  const callers: [Metadata, object][] = [
    [new Metadata(), unauthenticated],
    [bearer("wrong"), unauthenticated],
    [
      actingFor("", { "x-parley-user": "" }),
      { code: "INVALID_ARGUMENT", reason: "INVALID_ARGUMENT", fields: ["x-parley-user"] },
    ],
  ];
  for (const [metadata, refusal] of callers) {
    for (const [name, request] of methods(requestsAbout(things))) {
      const end = await t.v1.as(metadata).callAny(name, request);
      assert.deepEqual(await refusalOf(end), refusal, name);
    }
  }
});
