import {
  type Client,
  type ClientReadableStream,
  credentials,
  makeClientConstructor,
  Metadata,
  type ServiceDefinition,
} from "@grpc/grpc-js";
import { load } from "@grpc/proto-loader";
import { fileURLToPath } from "node:url";
import type { ChatServiceClient as V1Client } from "../../../infra/grpc/generated/parley/v1/ChatService.ts";
import type { StartChatResponse__Output } from "../../../infra/grpc/generated/parley/v1/StartChatResponse.ts";
import type { ChatServiceClient } from "../../../infra/grpc/generated/pb/ChatService.ts";
import type { Ask } from "./ask.ts";

/** The service token of the bench's Parley. */
export const SERVICE_TOKEN = "token-of-the-bench-0123456789abcdef";

/** A server takes up to 1,000 streams on each channel. */
const CHANNELS = 4;

/** The prefix of each message: whether it is compressed, and its length. */
const PREFIX_BYTES = 5;

/** A message, and the bytes that it took on the wire. */
type Sized<T> = { readonly message: T; readonly bytes: number };

/** Asks `pb.ChatService`. @param address `host:port` */
export async function askGrpc(address: string): Promise<Ask> {
  const clients = await connect<ChatServiceClient>(address, "chat.proto", "pb");
  const metadata = metadataOf({});
  let count = 0;
  return (user_message, onText) => {
    const client = clients[count++ % CHANNELS]!;
    const call = client.ChatStream({ user_id: "bench", user_message }, metadata);
    return read(call, ({ message, bytes }) => onText(bytes, () => JSON.stringify(message)));
  };
}

/** Asks `parley.v1.ChatService`. @param address `host:port` */
export async function askGrpcV1(address: string): Promise<Ask> {
  const clients = await connect<V1Client>(address, "parley/v1/chat_service.proto", "parley.v1");
  const metadata = metadataOf({ "x-parley-user": "bench" });
  let count = 0;
  return (question, onText) => {
    const call = clients[count++ % CHANNELS]!.StartChat({ message: question }, metadata);
    return read(call, ({ message, bytes }: Sized<StartChatResponse__Output>) => {
      if (message.event?.delta) onText(bytes, () => JSON.stringify(message));
    });
  };
}

function metadataOf(fields: Record<string, string>): Metadata {
  const metadata = new Metadata();
  metadata.set("authorization", SERVICE_TOKEN);
  for (const [name, value] of Object.entries(fields)) metadata.set(name, value);
  return metadata;
}

// deno-lint-ignore no-explicit-any -- the client's types have no sizes
function read<T>(call: ClientReadableStream<any>, onMessage: (sized: Sized<T>) => void) {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  call.on("data", onMessage);
  call.on("end", resolve);
  call.on("error", reject);
  return promise;
}

/** Clients with a connection each, which report the sizes of messages. */
async function connect<T extends Client>(
  address: string,
  file: string,
  packageName: string,
): Promise<T[]> {
  const root = fileURLToPath(new URL("../../../proto/", import.meta.url));
  const options = { keepCase: true, defaults: true, longs: Number, includeDirs: [root] };
  const definition = await load(file, options);
  const service = definition[`${packageName}.ChatService`] as ServiceDefinition;
  for (const method of Object.values(service)) {
    const { responseDeserialize } = method;
    method.responseDeserialize = (bytes) => ({
      message: responseDeserialize(bytes),
      bytes: bytes.length + PREFIX_BYTES,
    });
  }
  const Service = makeClientConstructor(service, "ChatService");
  // Without it all clients of one address share a channel.
  const local = { "grpc.use_local_subchannel_pool": 1 };
  return Array.from(
    { length: CHANNELS },
    () => new Service(address, credentials.createInsecure(), local) as Client as T,
  );
}
