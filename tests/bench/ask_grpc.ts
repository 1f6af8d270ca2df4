import { credentials, loadPackageDefinition, Metadata } from "@grpc/grpc-js";
import { load } from "@grpc/proto-loader";
import { fileURLToPath } from "node:url";
import type { ProtoGrpcType } from "../../infra/grpc/generated/chat.ts";
import type { ChatServiceClient } from "../../infra/grpc/generated/pb/ChatService.ts";
import type { Ask } from "./ask.ts";

/** The service token of the bench's Parley. */
export const SERVICE_TOKEN = "token-of-the-bench-0123456789abcdef";

/** A server takes up to 1,000 streams on each channel. */
const CHANNELS = 4;

/** Asks `pb.ChatService`. @param address `host:port` */
export async function askGrpc(address: string): Promise<Ask> {
  const clients = await connect(address);
  const metadata = new Metadata();
  metadata.set("authorization", SERVICE_TOKEN);
  let count = 0;
  return (user_message, onText) => {
    const client = clients[count++ % CHANNELS]!;
    const call = client.ChatStream({ user_id: "bench", user_message }, metadata);
    call.on("data", onText);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    call.on("end", resolve);
    call.on("error", reject);
    return promise;
  };
}

async function connect(address: string): Promise<ChatServiceClient[]> {
  const path = fileURLToPath(new URL("../../proto/chat.proto", import.meta.url));
  const definition = await load(path, { keepCase: true, defaults: true });
  const { pb } = loadPackageDefinition(definition) as unknown as ProtoGrpcType;
  // Without it all clients of one address share a channel.
  const options = { "grpc.use_local_subchannel_pool": 1 };
  return Array.from(
    { length: CHANNELS },
    () => new pb.ChatService(address, credentials.createInsecure(), options),
  );
}
