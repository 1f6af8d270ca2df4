import { loadPackageDefinition } from "@grpc/grpc-js";
import { load } from "@grpc/proto-loader";
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import denoJson from "../../deno.json" with { type: "json" };
import type { ProtoGrpcType } from "../../infra/grpc/generated/chat.ts";
import { findBuf } from "../support/grpc/buf.ts";

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

const [typesCommand = "", ...descriptorCommands] = denoJson.tasks.proto.split(" && ");

Deno.test("infra/grpc/generated is what `deno task proto` makes of chat.proto", async () => {
  await assertCurrent("infra/grpc/generated", [typesCommand]);
});

Deno.test({
  name: "proto/*.binpb are what `deno task proto` makes of the .proto files",
  ignore: findBuf().ignore,
  fn: () => assertCurrent("proto", descriptorCommands, ".binpb"),
});

/** Runs commands of a task with another folder for their output, and compares the two. */
async function assertCurrent(folder: string, commands: string[], suffix = ".ts"): Promise<void> {
  const fresh = await Deno.makeTempDir({ prefix: "parley-proto-" });
  try {
    for (const command of commands) {
      const [, option, target = ""] = /(--outDir=|-o )(\S+)/.exec(command) ?? [];
      assert.ok(target.startsWith(folder), command);
      const redirected = `${option}${target.replace(folder, fresh)}`;
      const args = ["task", "--eval", command.replace(`${option}${target}`, redirected)];
      const { success, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: root })
        .output();
      assert.ok(success, new TextDecoder().decode(stderr));
    }
    assert.deepEqual(await readFolder(`${root}${folder}`, suffix), await readFolder(fresh, suffix));
  } finally {
    await Deno.remove(fresh, { recursive: true });
  }
}

/** Contents by path, as hex where a byte could get lost. */
async function readFolder(folder: string, suffix: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) {
      const inner = Object.entries(await readFolder(path, suffix));
      for (const [key, value] of inner) files[`${name}/${key}`] = value;
    } else if (name.endsWith(suffix)) {
      files[name] = suffix === ".ts"
        ? await Deno.readTextFile(path)
        : hex(await Deno.readFile(path));
    }
  }
  return files;
}
