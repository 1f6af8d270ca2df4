import {
  loadPackageDefinition,
  Metadata,
  Server,
  ServerCredentials,
  type ServerWritableStream,
} from "@grpc/grpc-js";
import { load } from "@grpc/proto-loader";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { ProtoGrpcType } from "../../../infra/grpc/generated/chat.ts";
import type { ProtoGrpcType as V1ProtoGrpcType } from "../../../infra/grpc/generated/chat_service.ts";
import type { StartChatRequest__Output } from "../../../infra/grpc/generated/parley/v1/StartChatRequest.ts";
import type { StartChatResponse } from "../../../infra/grpc/generated/parley/v1/StartChatResponse.ts";
import type { ChatRequest__Output } from "../../../infra/grpc/generated/pb/ChatRequest.ts";
import type { ChatResponse } from "../../../infra/grpc/generated/pb/ChatResponse.ts";

// The simplest relay between a gRPC client and the model's server: for each text that arrives it
// sends the text so far, as `pb.ChatService` does, or the new text, as `parley.v1` does. It stores,
// checks and logs nothing. Run in a separate process with the upstream's URL; prints its port.
const [upstream] = Deno.args;

type ChatCall = ServerWritableStream<ChatRequest__Output, ChatResponse>;
type StartChatCall = ServerWritableStream<StartChatRequest__Output, StartChatResponse>;

async function chatStream(call: ChatCall): Promise<void> {
  const { chat_id, user_id, user_message } = call.request;
  call.sendMetadata(new Metadata());
  let content = "";
  for await (const text of complete(user_message)) {
    content += text;
    if (!call.write({ chat_id, user_id, content })) await drained(call);
  }
  call.end();
}

async function startChat(call: StartChatCall): Promise<void> {
  call.sendMetadata(new Metadata());
  let position = 0;
  for await (const text of complete(call.request.message)) {
    position += text.length;
    if (!call.write({ event: { delta: { text, position } } })) await drained(call);
  }
  call.end();
}

/** The texts that come together, as one. */
async function* complete(message: string): AsyncIterable<string> {
  const { body } = await fetch(`${upstream}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ stream: true, messages: [{ role: "user", content: message }] }),
  });
  let rest = "";
  for await (const bytes of body!.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + bytes).split("\n");
    rest = lines.pop()!;
    const events = lines.filter((line) => line.startsWith("data: {"));
    const deltas = events.map((line) => JSON.parse(line.slice(6)).choices[0].delta.content ?? "");
    const text = deltas.join("");
    if (text) yield text;
  }
}

function drained(call: ChatCall | StartChatCall): Promise<unknown> {
  const over = new AbortController();
  const { signal } = over;
  const either = Promise.race([once(call, "drain", { signal }), once(call, "close", { signal })]);
  return either.finally(() => over.abort());
}

const root = fileURLToPath(new URL("../../../proto/", import.meta.url));
const files = ["chat.proto", "parley/v1/chat_service.proto"];
const definition = await load(files, { keepCase: true, defaults: true, includeDirs: [root] });
const { pb, parley } = loadPackageDefinition(definition) as unknown as
  & ProtoGrpcType
  & V1ProtoGrpcType;
const server = new Server({ "grpc.max_concurrent_streams": 1_000 });
server.addService(pb.ChatService.service, {
  ChatStream: (call: ChatCall) => void chatStream(call),
});
server.addService(parley.v1.ChatService.service, {
  StartChat: (call: StartChatCall) => void startChat(call),
});
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(port);
});
