import type { Metadata } from "@grpc/grpc-js";
import { load, type MessageTypeDefinition } from "@grpc/proto-loader";
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { fileURLToPath } from "node:url";

/** One of the messages with details about a failed call. */
export type Detail = { readonly type: string; readonly [field: string]: unknown };
/** A `google.rpc.Status`. */
export type RichStatus = { code: number; message: string; details: Detail[] };
type Encoded = Omit<RichStatus, "details"> & {
  readonly details: { readonly type_url: string; readonly value: Uint8Array }[];
};

/** Decodes `grpc-status-details-bin`. */
export async function richStatus(trailers: Metadata): Promise<RichStatus> {
  const root = fileURLToPath(new URL("../../../proto/", import.meta.url));
  const files = ["google/rpc/status.proto", "google/rpc/error_details.proto"];
  const options = { keepCase: true, longs: String, defaults: true, includeDirs: [root] };
  const types = await load(files, options);
  const decode = (name: string, bytes: Uint8Array) => {
    const type = types[name] as MessageTypeDefinition<object, object>;
    return type.deserialize(Buffer.from(bytes));
  };
  const [bytes] = trailers.get("grpc-status-details-bin") as Uint8Array[];
  const { details, ...status } = decode("google.rpc.Status", bytes!) as Encoded;
  const decoded = details.map(({ type_url, value }) => {
    const [prefix, type] = type_url.split("/");
    assert.equal(prefix, "type.googleapis.com");
    return { type: type!, ...decode(type!, value) };
  });
  return { ...status, details: decoded };
}
