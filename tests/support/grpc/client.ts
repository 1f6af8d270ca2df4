import {
  type ChannelCredentials,
  type ClientReadableStream,
  credentials,
  loadPackageDefinition,
  Metadata,
  type ServiceError,
  status,
} from "@grpc/grpc-js";
import { load } from "@grpc/proto-loader";
import { fileURLToPath } from "node:url";
import type { ProtoGrpcType } from "../../../infra/grpc/generated/chat.ts";
import type { ChatResponse__Output } from "../../../infra/grpc/generated/pb/ChatResponse.ts";
import type { ChatServiceClient } from "../../../infra/grpc/generated/pb/ChatService.ts";

/** A call as the client saw it, from the first message to the status. */
export type FinishedCall = {
  readonly responses: ChatResponse__Output[];
  /** The last `content`, or "" if there was no message. */
  readonly content: string;
  readonly code: status;
  readonly details: string;
  /** Initial metadata; empty if the server sent only a status. */
  readonly headers: Metadata;
  readonly trailers: Metadata;
};

/** A client of `pb.ChatService`, made from the .proto file, like users' clients. */
export async function chatClient(
  address: string,
  channel: ChannelCredentials = credentials.createInsecure(),
): Promise<ChatServiceClient & Disposable> {
  const path = fileURLToPath(new URL("../../../proto/chat.proto", import.meta.url));
  const definition = await load(path, { keepCase: true, defaults: true });
  const { pb } = loadPackageDefinition(definition) as unknown as ProtoGrpcType;
  // The name in the tests' certificates: Deno's TLS client accepts no address as a server name.
  const options = { "grpc.ssl_target_name_override": "localhost" };
  const client = new pb.ChatService(address, channel, options);
  return Object.assign(client, { [Symbol.dispose]: () => client.close() });
}

/** Metadata with a token, and other entries. */
export function bearer(token: string, others: Record<string, string> = {}): Metadata {
  const metadata = new Metadata();
  metadata.set("authorization", `Bearer ${token}`);
  for (const [name, value] of Object.entries(others)) metadata.set(name, value);
  return metadata;
}

/** Longest time for a call of a test, in milliseconds. */
const PATIENCE = 30_000;

/** Reads a call to its end, with any status. A call that does not end in time is cancelled. */
export function finished(call: ClientReadableStream<ChatResponse__Output>): Promise<FinishedCall> {
  const responses: ChatResponse__Output[] = [];
  let headers = new Metadata();
  const timer = setTimeout(() => call.cancel(), PATIENCE);
  return new Promise((resolve) => {
    call.on("metadata", (metadata) => headers = metadata);
    call.on("data", (response) => responses.push(response));
    call.on("error", (_: ServiceError) => {});
    call.on("status", ({ code, details, metadata: trailers }) => {
      clearTimeout(timer);
      const content = responses.at(-1)?.content ?? "";
      resolve({ responses, content, code, details, headers, trailers });
    });
  });
}

/** Waits for the message with this content. Rejects when the call ends without it. */
export function untilContent(
  call: ClientReadableStream<ChatResponse__Output>,
  content: string,
): Promise<ChatResponse__Output> {
  return new Promise((resolve, reject) => {
    const look = (response: ChatResponse__Output) => {
      if (response.content !== content) return;
      call.off("data", look).off("status", fail);
      resolve(response);
    };
    const fail = () => reject(new Error(`The call ended without "${content}"`));
    call.on("data", look).on("status", fail);
  });
}
