import { status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { AppError } from "../../domain/app_error.ts";
import { refuse } from "../support/upstream/fake_openai.ts";
import { bearer, finished } from "../support/grpc/client.ts";
import { findBuf } from "../support/grpc/buf.ts";
import { beginAnswer, SERVICE_TOKEN, startGrpcTest } from "../support/grpc/test_server.ts";
import { refusalOf } from "../support/http/refusal.ts";
import { richStatus } from "../support/grpc/rich_status.ts";
import { service } from "../support/grpc/sample_call.ts";
import { testSettings } from "../support/app/test_app.ts";
import { said } from "../../domain/said.ts";

const request = { user_id: "user-1", user_message: "Hi" };

for (const user_message of ["", " \n\t "]) {
  const name = JSON.stringify(user_message);
  Deno.test(`ChatStream() answers INVALID_ARGUMENT when the message is ${name}`, async () => {
    await using t = await startGrpcTest();
    const { code, details } = await finished(
      t.client.ChatStream({ user_id: "user-1", user_message }, service),
    );
    assert.equal(code, status.INVALID_ARGUMENT);
    assert.match(details, /message/i);
    assert.deepEqual(await t.app.listChats("user-1", { limit: 1 }), []);
  });
}

Deno.test("ChatStream() names both numbers when a message exceeds the model's budget", async () => {
  await using t = await startGrpcTest();
  const { code, details, trailers } = await finished(
    t.client.ChatStream({ user_id: "user-1", user_message: "word ".repeat(9_000) }, service),
  );
  assert.equal(code, status.INVALID_ARGUMENT);
  const [, tokens, budget] = /\b(9\d{3})\b.*\b(\d{4})\b/.exec(details)!;
  assert.deepEqual((await richStatus(trailers)).details, [{
    type: "google.rpc.ErrorInfo",
    reason: "MESSAGE_TOO_LONG",
    domain: "parley",
    metadata: { tokens, budget },
  }]);
  assert.deepEqual(await t.app.listChats("user-1", { limit: 1 }), []);
  assert.equal(t.upstream.requests.length, 0);
});

Deno.test("ChatStream() refuses a key that was used for another message", async () => {
  await using t = await startGrpcTest();
  const keyed = bearer(SERVICE_TOKEN, { "idempotency-key": "key" });
  assert.equal((await finished(t.client.ChatStream(request, keyed))).code, status.OK);
  const other = { ...request, user_message: "Other words" };
  assert.deepEqual(await refusalOf(await finished(t.client.ChatStream(other, keyed))), {
    code: "INVALID_ARGUMENT",
    reason: "INVALID_ARGUMENT",
    fields: ["idempotency-key"],
  });
});

Deno.test("ChatStream() refuses a request of more than 4 MB unread", async () => {
  await using t = await startGrpcTest();
  const end = await finished(
    t.client.ChatStream({ user_id: "user-1", user_message: "x".repeat(4 * 1024 * 1024) }, service),
  );
  const refusal = { code: "RESOURCE_EXHAUSTED", reason: "PAYLOAD_TOO_LARGE" };
  assert.deepEqual(await refusalOf(end), refusal);
});

Deno.test("ChatStream() answers FAILED_PRECONDITION while the chat is answered", async () => {
  await using t = await startGrpcTest({ upstream: { reply: "manual" } });
  const call = t.client.ChatStream(request, service);
  const { end, exchange, first } = await beginAnswer(t, call, "Well");
  const { chat_id } = first;
  const other = { ...request, chat_id, user_message: "Something else" };
  const second = await finished(t.client.ChatStream(other, service));
  assert.equal(second.code, status.FAILED_PRECONDITION);
  assert.match(second.details, /answer/);
  await exchange.complete();
  assert.equal((await end).code, status.OK);
});

Deno.test("ChatStream() answers FAILED_PRECONDITION when the chat has ended", async () => {
  await using t = await startGrpcTest();
  const { responses: [response] } = await finished(t.client.ChatStream(request, service));
  const chat_id = response!.chat_id;
  await t.app.endChat("user-1", chat_id);
  const { code, details } = await finished(t.client.ChatStream({ ...request, chat_id }, service));
  assert.equal(code, status.FAILED_PRECONDITION);
  assert.match(details, /ended/);
});

for (
  const [upstreamStatus, code] of [
    [400, status.FAILED_PRECONDITION],
    [401, status.FAILED_PRECONDITION],
    [404, status.FAILED_PRECONDITION],
    [429, status.RESOURCE_EXHAUSTED],
    [500, status.UNAVAILABLE],
  ] as const
) {
  Deno.test(`ChatStream() answers ${status[code]} when the upstream refuses with ${upstreamStatus}`, async () => {
    await using t = await startGrpcTest({
      upstream: { reply: refuse(upstreamStatus, "the upstream's own words") },
    });
    const end = await finished(t.client.ChatStream(request, service));
    assert.equal(end.code, code);
    assert.match(end.details, /^The model's server /);
    assert.doesNotMatch(end.details, /own words/);
    const { details: [info] } = await richStatus(end.trailers);
    assert.match(String(info!.reason), /^UPSTREAM_[A-Z_]+$/);
    assert.equal((await t.app.listChats("user-1", { limit: 1 })).length, 1);
  });
}

Deno.test("ChatStream() says when to retry if the upstream says so", async () => {
  await using t = await startGrpcTest({ upstream: { reply: refuse(429, "Try again in 5m") } });
  const { trailers } = await finished(t.client.ChatStream(request, service));
  const { details: [info, retry] } = await richStatus(trailers);
  assert.equal(info!.reason, "UPSTREAM_RATE_LIMITED");
  const { seconds } = retry!.retry_delay as { seconds: string };
  assert.ok(Number(seconds) > 290 && Number(seconds) <= 300, seconds);
});

Deno.test("ChatStream() answers UNAVAILABLE when the upstream breaks off", async () => {
  await using t = await startGrpcTest({ upstream: { reply: "manual" } });
  const call = t.client.ChatStream(request, service);
  const { end, exchange } = await beginAnswer(t, call, "Once upon a");
  exchange.reset();
  const { code, content } = await end;
  assert.equal(code, status.UNAVAILABLE);
  assert.equal(content, "Once upon a");
});

Deno.test("ChatStream() answers UNAVAILABLE when the server stops in the middle", async () => {
  await using t = await startGrpcTest({ upstream: { reply: "manual" } });
  const call = t.client.ChatStream(request, service);
  const { end } = await beginAnswer(t, call, "Well");
  await t.app.shutdown(0);
  const { code, content, trailers } = await end;
  assert.equal(code, status.UNAVAILABLE);
  assert.equal(content, "Well");
  assert.equal((await richStatus(trailers)).details[0]!.reason, "INTERRUPTED");
  const next = await finished(t.client.ChatStream(request, service));
  assert.equal(next.code, status.UNAVAILABLE);
  assert.deepEqual((await richStatus(next.trailers)).details[1], {
    type: "google.rpc.RetryInfo",
    retry_delay: { seconds: "5", nanos: 0 },
  });
});

Deno.test("ChatStream() names a wrong field by its name in the contract", async () => {
  await using t = await startGrpcTest();
  const { details, trailers } = await finished(
    t.client.ChatStream({ ...request, user_message: " " }, service),
  );
  assert.deepEqual(await richStatus(trailers), {
    code: status.INVALID_ARGUMENT,
    message: details,
    details: [
      {
        type: "google.rpc.ErrorInfo",
        reason: "INVALID_ARGUMENT",
        domain: "parley",
        metadata: {},
      },
      {
        type: "google.rpc.BadRequest",
        field_violations: [{ field: "user_message", description: details }],
      },
    ],
  });
});

const oneSend = { ...testSettings.limits, sends: { count: 1, seconds: 60 } };

Deno.test("ChatStream() says when to retry after too many questions", async () => {
  await using t = await startGrpcTest({ settings: { limits: oneSend } });
  assert.equal((await finished(t.client.ChatStream(request, service))).code, status.OK);
  const { code, trailers } = await finished(t.client.ChatStream(request, service));
  assert.equal(code, status.RESOURCE_EXHAUSTED);
  const { message, details: [info, retry, quota] } = await richStatus(trailers);
  assert.equal(info!.reason, "RATE_LIMITED");
  assert.deepEqual(quota, {
    type: "google.rpc.QuotaFailure",
    violations: [{ subject: "user", description: message }],
  });
  assert.equal(retry!.type, "google.rpc.RetryInfo");
  const { seconds } = retry!.retry_delay as { seconds: string };
  assert.ok(Number(seconds) >= 1 && Number(seconds) <= 60, seconds);
  // As google/rpc/status.proto and error_details.proto lay it out: field 1 of a RetryInfo is a
  // duration, whose field 1 is seconds.
  const [bytes] = trailers.get("grpc-status-details-bin") as Uint8Array[];
  const encoded = [0x12, 4, 0x0a, 2, 0x08, Number(seconds)];
  assert.ok([...bytes!].join().includes(encoded.join()));
});

const buf = findBuf();

Deno.test({
  name: "buf curl shows when to retry",
  ignore: buf.ignore,
  async fn() {
    await using t = await startGrpcTest({ settings: { limits: oneSend } });
    await finished(t.client.ChatStream(request, service));
    const { stderr } = await buf.run(
      ...["curl", "--protocol", "grpc", "--http2-prior-knowledge"],
      ...["--header", `authorization: Bearer ${SERVICE_TOKEN}`],
      ...["--data", JSON.stringify({ userId: "user-1", userMessage: "Hi" })],
      `http://${t.address}/pb.ChatService/ChatStream`,
    );
    const { code, details } = JSON.parse(stderr);
    assert.equal(code, "resource_exhausted");
    const [info, retry] = details;
    assert.equal(info.type, "google.rpc.ErrorInfo");
    assert.match(atob(info.value), /RATE_LIMITED.*parley/s);
    assert.equal(retry.type, "google.rpc.RetryInfo");
  },
});

Deno.test("ChatStream() says when to retry while the database is away", async () => {
  const away = new AppError("unavailable", said`The database is not available`);
  await using t = await startGrpcTest({
    app: () => ({ continueOrStartChat: () => Promise.reject(away) }),
  });
  const { code, trailers } = await finished(t.client.ChatStream(request, service));
  assert.equal(code, status.UNAVAILABLE);
  const { details: [, retry] } = await richStatus(trailers);
  assert.deepEqual(retry!.retry_delay, { seconds: "5", nanos: 0 });
});

Deno.test("ChatStream() hides an internal error and logs it with the request id", async () => {
  const bug = new Error("secret detail");
  await using t = await startGrpcTest({
    app: () => ({ continueOrStartChat: () => Promise.reject(bug) }),
  });
  const metadata = bearer(SERVICE_TOKEN, { "x-request-id": "request-7" });
  const { code, details, trailers } = await finished(t.client.ChatStream(request, metadata));
  assert.equal(code, status.INTERNAL);
  assert.equal(details, "Internal error");
  assert.doesNotMatch(JSON.stringify(await richStatus(trailers)), /secret/);
  assert.deepEqual(trailers.get("x-request-id"), ["request-7"]);
  const line = t.lines.find(({ level }) => level === "error");
  assert.equal(line?.error, bug);
  assert.equal(line?.fields.requestId, "request-7");
});

Deno.test("ChatStream() survives an error message with half a surrogate pair", async () => {
  const error = new AppError("not_found", said`Broken \ud83d`);
  await using t = await startGrpcTest({
    app: () => ({ continueOrStartChat: () => Promise.reject(error) }),
  });
  const { code, details } = await finished(t.client.ChatStream(request, service));
  assert.equal(code, status.NOT_FOUND);
  assert.equal(details, "Broken \ufffd");
});

Deno.test("ChatStream() survives a wrong field with half a surrogate pair", async () => {
  const fields = { "\ud83d": said`Broken \ud83d` };
  const error = new AppError("invalid_argument", said`Broken`, { fields });
  await using t = await startGrpcTest({
    app: () => ({ continueOrStartChat: () => Promise.reject(error) }),
  });
  const { trailers } = await finished(t.client.ChatStream(request, service));
  const { details: [, wrong] } = await richStatus(trailers);
  assert.deepEqual(wrong!.field_violations, [{ field: "\ufffd", description: "Broken \ufffd" }]);
});
