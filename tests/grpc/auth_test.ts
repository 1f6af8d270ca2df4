import { Metadata, status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import type { App } from "../../domain/app.ts";
import { bearer, finished } from "../support/grpc/client.ts";
import { type GrpcTest, SERVICE_TOKEN, startGrpcTest } from "../support/grpc/test_server.ts";

const request = { user_id: "user-1", user_message: "Hi" };

/** An account with an API token. */
async function apiTokenOwner(app: App): Promise<{ userId: string; apiToken: string }> {
  const email = "owner@example.com";
  const password = "a long and rare pass phrase";
  const { user } = await app.signUp({ name: "Owner", email, password, client: "127.0.0.1" });
  const { apiToken } = await app.createApiToken({ email, name: "test" });
  return { userId: user.id, apiToken };
}

async function assertNothingAsked(t: GrpcTest, ...users: string[]): Promise<void> {
  assert.equal(t.upstream.requests.length, 0);
  for (const user of users) assert.deepEqual(await t.app.listChats(user, { limit: 1 }), []);
}

function authorization(value: string): Metadata {
  const metadata = new Metadata();
  metadata.set("authorization", value);
  return metadata;
}

for (
  const [kind, metadata] of [
    ["missing", new Metadata()],
    ["empty", authorization("")],
    ["wrong", bearer("not-the-token")],
    ["the beginning of the right one", bearer(SERVICE_TOKEN.slice(0, -1))],
    ["of another scheme", authorization(`Basic ${btoa(SERVICE_TOKEN)}`)],
  ] as const
) {
  Deno.test(`ChatStream() answers UNAUTHENTICATED when the token is ${kind}`, async () => {
    await using t = await startGrpcTest();
    const { code, details, responses } = await finished(t.client.ChatStream(request, metadata));
    assert.equal(code, status.UNAUTHENTICATED);
    assert.ok(details);
    assert.deepEqual(responses, []);
    await assertNothingAsked(t, "user-1");
  });
}

Deno.test("ChatStream() responds alike to a missing and a wrong token", async () => {
  await using t = await startGrpcTest();
  const missing = await finished(t.client.ChatStream(request, new Metadata()));
  const wrong = await finished(t.client.ChatStream(request, bearer("not-the-token")));
  assert.equal(missing.details, wrong.details);
});

for (const value of [SERVICE_TOKEN, `Bearer ${SERVICE_TOKEN}`, `bearer ${SERVICE_TOKEN}`]) {
  Deno.test(`ChatStream() takes the service token as "${value}"`, async () => {
    await using t = await startGrpcTest();
    const { code } = await finished(t.client.ChatStream(request, authorization(value)));
    assert.equal(code, status.OK);
  });
}

for (const user_id of ["", "   ", "x".repeat(256), "a\nb c"]) {
  Deno.test(`ChatStream() refuses a user_id of ${user_id.length} characters from the service`, async () => {
    await using t = await startGrpcTest();
    const { code, details } = await finished(
      t.client.ChatStream({ ...request, user_id }, bearer(SERVICE_TOKEN)),
    );
    assert.equal(code, status.INVALID_ARGUMENT);
    assert.match(details, /user_id/);
    await assertNothingAsked(t);
  });
}

Deno.test("ChatStream() takes a user_id of 255 characters from the service", async () => {
  await using t = await startGrpcTest();
  const user_id = "é".repeat(255);
  const { code, responses } = await finished(
    t.client.ChatStream({ ...request, user_id }, bearer(SERVICE_TOKEN)),
  );
  assert.equal(code, status.OK);
  assert.equal(responses[0]?.user_id, user_id);
});

Deno.test("ChatStream() acts for the owner of an API token, who may be named", async () => {
  await using t = await startGrpcTest();
  const { userId, apiToken } = await apiTokenOwner(t.app);
  const first = await finished(
    t.client.ChatStream({ user_id: "", user_message: "Hi" }, bearer(apiToken)),
  );
  assert.equal(first.code, status.OK);
  assert.equal(first.responses[0]?.user_id, userId);
  const { chat_id } = first.responses[0]!;
  const second = await finished(
    t.client.ChatStream({ chat_id, user_id: userId, user_message: "Again" }, bearer(apiToken)),
  );
  assert.equal(second.responses[0]?.chat_id, chat_id);
});

Deno.test("ChatStream() answers PERMISSION_DENIED when an API token names another user", async () => {
  await using t = await startGrpcTest();
  const { userId, apiToken } = await apiTokenOwner(t.app);
  const { code, responses } = await finished(t.client.ChatStream(request, bearer(apiToken)));
  assert.equal(code, status.PERMISSION_DENIED);
  assert.deepEqual(responses, []);
  await assertNothingAsked(t, "user-1", userId);
});
