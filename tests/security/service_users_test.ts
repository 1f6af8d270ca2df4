import { status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import type { User } from "../../domain/accounts/user.ts";
import { bearer, finished } from "../support/grpc/client.ts";
import { actingFor } from "../support/grpc/v1_client.ts";
import { type GrpcTestV1, startGrpcTestV1 } from "../support/grpc/v1_test_server.ts";
import { SERVICE_TOKEN, type TestAppOptions } from "../support/app/test_app.ts";
import { PASSWORD, startTestSite, type TestSite } from "../routes/test_site.ts";

/** One app with all transports for programs. */
type Transports = AsyncDisposable & { readonly site: TestSite; readonly grpc: GrpcTestV1 };

async function startTransports(settings: TestAppOptions["settings"] = {}): Promise<Transports> {
  await using stack = new AsyncDisposableStack();
  const site = stack.use(await startTestSite({ settings }));
  const grpc = stack.use(await startGrpcTestV1({ app: () => site.app }));
  const owned = stack.move();
  return { site, grpc, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** The outcomes of all ways to write or read for a user. */
async function ends({ site, grpc }: Transports, userId: string) {
  const post = (path: string, headers: Record<string, string>, body: object) =>
    site.routes.request(path, {
      method: "POST",
      headers: { Authorization: SERVICE_TOKEN, "Content-Type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const chat = await post("/chat", {}, { user_id: userId, user_message: "Hello" });
  const json = await post("/api/v1/chats", { "X-Parley-User": userId }, { message: "Hello" });
  const read = await site.routes.request("/api/v1/chats", {
    headers: { Authorization: SERVICE_TOKEN, "X-Parley-User": userId },
  });
  const request = { user_id: userId, user_message: "Hello" };
  const stream = await finished(grpc.client.ChatStream(request, bearer(SERVICE_TOKEN)));
  const v1 = grpc.v1.as(actingFor(userId));
  const start = await v1.read("StartChat", { message: "Hello" });
  const list = await v1.call("ListChats", {});
  const bodies = await Promise.all([chat, json, read].map((response) => response.text()));
  return {
    http: [chat, json, read].map(({ status }) => status),
    grpc: [stream, start, list].map(({ code }) => code),
    words: [...bodies, ...[stream, start, list].map(({ details }) => details)],
  };
}

async function deleteAccount({ site }: Transports, user: User): Promise<void> {
  const confirmed = { userId: user.id, sessionId: "s", client: "192.0.2.1", password: PASSWORD };
  await site.app.deleteAccount(confirmed);
}

async function chatsOf({ site }: Transports, userId: string): Promise<number> {
  const { db } = site.database;
  const chats = await db.selectFrom("chats").select("id").where("user_id", "=", userId).execute();
  return chats.length;
}

Deno.test("the service never acts for a deleted account, however long ago", async () => {
  await using t = await startTransports();
  const { user } = await t.site.signUp();
  const before = await ends(t, user.id);
  assert.deepEqual(before.http, [200, 201, 200]);
  assert.deepEqual(before.grpc, [status.OK, status.OK, status.OK]);
  await deleteAccount(t, user);
  for (const finished_at of [null, 1]) {
    await t.site.database.db.updateTable("erasures").set({ finished_at }).execute();
    for (const id of [user.id, user.id.toUpperCase()]) {
      const { http, grpc, words } = await ends(t, id);
      assert.deepEqual(http, [404, 404, 404]);
      assert.deepEqual(grpc, [status.NOT_FOUND, status.NOT_FOUND, status.NOT_FOUND]);
      for (const text of words) assert.match(text, /There is no such account/);
      assert.equal(await chatsOf(t, id), 0);
    }
  }
});

Deno.test("SERVICE_USERS=programs limits the service to users that programs made", async () => {
  await using t = await startTransports({ serviceUsers: "programs" });
  const { user } = await t.site.signUp();
  const denied = status.PERMISSION_DENIED;
  for (const id of [user.id, user.id.toUpperCase()]) {
    const { http, grpc, words } = await ends(t, id);
    assert.deepEqual(http, [403, 403, 403]);
    assert.deepEqual(grpc, [denied, denied, denied]);
    for (const text of words) {
      assert.match(text, /names an account; AUTH_TOKEN acts only for users/);
    }
    assert.equal(await chatsOf(t, id), 0);
  }
  const own = await ends(t, "customer-1");
  assert.deepEqual(own.http, [200, 201, 200]);
  assert.deepEqual(own.grpc, [status.OK, status.OK, status.OK]);
  const { apiToken } = await t.site.app.createOwnApiToken({ userId: user.id, name: "own" });
  const headers = { Authorization: apiToken };
  assert.equal((await t.site.routes.request("/api/v1/chats", { headers })).status, 200);
});
