import { loadPackageDefinition } from "@grpc/grpc-js";
import { load } from "@grpc/proto-loader";
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { ProtoGrpcType } from "../../infra/grpc/generated/chat.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

async function loadContract(): Promise<ProtoGrpcType["pb"]> {
  const definition = await load(`${root}proto/chat.proto`, { keepCase: true, defaults: true });
  return (loadPackageDefinition(definition) as unknown as ProtoGrpcType).pb;
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

Deno.test("chat.proto keeps the predecessor's method", async () => {
  const { ChatStream } = (await loadContract()).ChatService.service;
  assert.equal(ChatStream.path, "/pb.ChatService/ChatStream");
  assert.equal(ChatStream.requestStream, false);
  assert.equal(ChatStream.responseStream, true);
});

Deno.test("chat.proto keeps the predecessor's fields", async () => {
  const { ChatRequest, ChatResponse } = await loadContract();
  // deno-lint-ignore no-explicit-any -- proto-loader types descriptors as plain objects
  const fields = ({ type }: any) =>
    // deno-lint-ignore no-explicit-any -- as above
    type.field.map(({ name, number, type, label }: any) => `${label} ${type} ${name} = ${number}`);
  assert.deepEqual(fields(ChatRequest), [
    "LABEL_OPTIONAL TYPE_STRING chat_id = 1",
    "LABEL_OPTIONAL TYPE_STRING user_id = 2",
    "LABEL_OPTIONAL TYPE_STRING user_message = 3",
  ]);
  assert.deepEqual(fields(ChatResponse), [
    "LABEL_OPTIONAL TYPE_STRING chat_id = 1",
    "LABEL_OPTIONAL TYPE_STRING user_id = 2",
    "LABEL_OPTIONAL TYPE_STRING content = 3",
  ]);
});

Deno.test("chat.proto is the predecessor's byte for byte on the wire", async () => {
  const { ChatStream } = (await loadContract()).ChatService.service;
  const request = { chat_id: "c", user_id: "u", user_message: "é" };
  assert.equal(hex(ChatStream.requestSerialize(request)), "0a 01 63 12 01 75 1a 02 c3 a9");
  const { chat_id: _, ...withoutChat } = request;
  assert.equal(hex(ChatStream.requestSerialize(withoutChat)), "12 01 75 1a 02 c3 a9");
  const withEmptyChat = ChatStream.requestSerialize({ ...request, chat_id: "" });
  assert.equal(hex(withEmptyChat), "0a 00 12 01 75 1a 02 c3 a9");
  const response = { chat_id: "c", user_id: "u", content: "hi" };
  assert.equal(hex(ChatStream.responseSerialize(response)), "0a 01 63 12 01 75 1a 02 68 69");
});
