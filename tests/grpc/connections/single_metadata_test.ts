import { status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { bearer, finished } from "../../support/grpc/client.ts";
import { type GrpcTest, SERVICE_TOKEN, startGrpcTest } from "../../support/grpc/test_server.ts";
import { startGrpcTestV1 } from "../../support/grpc/v1_test_server.ts";
import { grpcFrame, protoField } from "../../support/grpc/raw_client.ts";
import {
  callHeaders,
  FLAG,
  FRAME,
  frame,
  headerBlock,
  headerFrames,
  RawHttp2,
} from "../../support/grpc/raw_http2.ts";

const authorization = `Bearer ${SERVICE_TOKEN}`;
const question = Buffer.concat([protoField(2, "user-1"), protoField(3, "Hi")]);

type Header = [name: string, value: string];

/** The ends of calls with these headers, in order. Client libraries send no header twice. */
async function endsOf(t: GrpcTest, calls: readonly { path: string; extra: Header[] }[]) {
  using client = await RawHttp2.connect(t.server.port);
  for (const [index, { path, extra }] of calls.entries()) {
    const stream = 2 * index + 1;
    const block = headerBlock([...callHeaders(path), ...extra]);
    const message = { stream, flags: FLAG.endStream, payload: grpcFrame(question) };
    await client.send(headerFrames(block, { stream }), frame(FRAME.data, message));
    await client.frameOf(stream, FLAG.endStream);
  }
  const ends = t.lines.filter(({ message }) => message === "gRPC call");
  return ends.map(({ fields }) => fields.status);
}

Deno.test("repeated metadata is refused before the token is checked", async () => {
  await using t = await startGrpcTest();
  const path = "/pb.ChatService/ChatStream";
  const token: Header = ["authorization", authorization];
  const twice: Header[][] = [
    [token, token],
    [["authorization", "Bearer wrong"], token],
    [token, ["authorization", ""]],
    [token, ["x-parley-user", "user-1"], ["x-parley-user", "user-2"]],
    [token, ["x-parley-user", "user-1, user-2"]],
    [token, ["idempotency-key", "a,b"]],
    [["authorization", "Bearer wrong"], ["idempotency-key", "a"], ["idempotency-key", "b"]],
  ];
  const calls = [path, "/parley.v1.ChatService/ListChats"]
    .flatMap((path) => twice.map((extra) => ({ path, extra })));
  const ends = await endsOf(t, [...calls, { path, extra: [token] }]);
  assert.deepEqual(ends, [...calls.map(() => "INVALID_ARGUMENT"), "OK"]);
});

Deno.test("user ids in requests, like those in metadata, have no white space around", async () => {
  await using t = await startGrpcTestV1();
  const { begun } = await t.v1.read("StartChat", { message: "Hello" });
  assert.ok(begun);
  for (const user_id of [" user-1", "user-1 ", "\tuser-1", "user-1\u00a0"]) {
    const call = t.client.ChatStream({ user_id, user_message: "Hi" }, bearer(SERVICE_TOKEN));
    const { code, details } = await finished(call);
    assert.equal(code, status.INVALID_ARGUMENT);
    assert.match(details, /^user_id begins or ends with white space/);
  }
});

Deno.test("ids are case-insensitive, at any depth of a request", async () => {
  await using t = await startGrpcTestV1();
  const { begun } = await t.v1.read("StartChat", { message: "Hello" });
  const chat_id = begun!.chat_id.toUpperCase();
  const message_id = begun!.answer_ids[0]!.toUpperCase();
  assert.equal((await t.v1.ask("GetChat", { chat_id })).chat!.id, begun!.chat_id);
  const { message } = await t.v1.ask("GetMessage", { chat_id, message_id });
  assert.equal(message!.id, begun!.answer_ids[0]);
  const { chat } = await t.v1.ask("UpdateChat", {
    chat: { id: chat_id, title: "Renamed" },
    update_mask: { paths: ["title"] },
  });
  assert.equal(chat!.title, "Renamed");
  const page_token = begun!.question_id.toUpperCase();
  assert.deepEqual((await t.v1.ask("ListMessages", { chat_id, page_token })).messages, []);
  const call = t.client.ChatStream(
    { chat_id, user_id: "user-1", user_message: "And on" },
    bearer(SERVICE_TOKEN),
  );
  const { responses } = await finished(call);
  assert.equal(responses.at(-1)!.chat_id, begun!.chat_id);
});
