import { status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { bearer, finished } from "../support/grpc/client.ts";
import { type GrpcTest, SERVICE_TOKEN, startGrpcTest } from "../support/grpc/test_server.ts";

const request = { user_id: "user-1", user_message: "a secret question" };

async function callWith(t: GrpcTest, requestId: string) {
  const metadata = bearer(SERVICE_TOKEN, { "x-request-id": requestId });
  return await finished(t.client.ChatStream(request, metadata));
}

Deno.test("CallObserver sends the caller's request id back in the headers", async () => {
  await using t = await startGrpcTest();
  const { headers } = await callWith(t, "trace-1.2:3");
  assert.deepEqual(headers.get("x-request-id"), ["trace-1.2:3"]);
});

for (const id of ["two words", "x".repeat(129), "<b>"]) {
  Deno.test(`CallObserver makes a request id when the caller's is "${id.slice(0, 10)}"`, async () => {
    await using t = await startGrpcTest();
    const { headers } = await callWith(t, id);
    assert.match(String(headers.get("x-request-id")[0]), /^[0-9a-f-]{36}$/);
  });
}

Deno.test("CallObserver sends the request id of a refused call in the trailers", async () => {
  await using t = await startGrpcTest();
  const metadata = bearer("wrong", { "x-request-id": "trace-1" });
  const { code, trailers } = await finished(t.client.ChatStream(request, metadata));
  assert.equal(code, status.UNAUTHENTICATED);
  assert.deepEqual(trailers.get("x-request-id"), ["trace-1"]);
});

Deno.test("CallObserver logs each call once, with its user and without its texts", async () => {
  await using t = await startGrpcTest();
  const { content } = await callWith(t, "trace-1");
  await finished(t.client.ChatStream(request, bearer("wrong", { "x-request-id": "trace-2" })));
  assert.deepEqual(
    t.lines.map(({ level, fields: { ms: _, ...fields } }) => ({ level, ...fields })),
    [
      { status: "OK", requestId: "trace-1", userId: "user-1" },
      { status: "UNAUTHENTICATED", requestId: "trace-2" },
    ].map((facts) => ({ level: "info", method: "/pb.ChatService/ChatStream", ...facts })),
  );
  assert.equal(typeof t.lines[0]?.fields.ms, "number");
  const logged = JSON.stringify(t.lines);
  for (const secret of [request.user_message, content, SERVICE_TOKEN]) {
    assert.ok(!logged.includes(secret), secret);
  }
});
