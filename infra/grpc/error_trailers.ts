import { Buffer } from "node:buffer";
import { fileURLToPath } from "node:url";
import { Metadata, status, type StatusObject } from "@grpc/grpc-js";
import { load, type MessageTypeDefinition, type PackageDefinition } from "@grpc/proto-loader";
import { asTrailer, type CallStatus } from "./status_from_error.ts";

/** The domain of our reasons in `google.rpc.ErrorInfo`. */
const DOMAIN = "parley";

/** The trailer with a binary `google.rpc.Status` (gRPC's richer error model). */
const METADATA_KEY = "grpc-status-details-bin";

type MessageName = "Status" | "ErrorInfo" | "RetryInfo" | "QuotaFailure" | "BadRequest";

/** The end of a call, as grpc-js represents it. */
export type CallEnd = {
  readonly code?: status | null;
  readonly details?: string | null;
  readonly metadata?: Metadata | null;
};

/**
 * Adds machine-readable error details to trailers, as the messages of Google's APIs, which clients
 * in every language can read. Other clients still see the code and the message.
 *
 * @see https://google.aip.dev/193
 */
export class ErrorTrailers {
  readonly #types: PackageDefinition;

  private constructor(types: PackageDefinition) {
    this.#types = types;
  }

  /** Loads the types of the messages. */
  static async load(): Promise<ErrorTrailers> {
    const root = fileURLToPath(new URL("../../proto", import.meta.url));
    const files = ["google/rpc/status.proto", "google/rpc/error_details.proto"];
    return new ErrorTrailers(await load(files, { keepCase: true, includeDirs: [root] }));
  }

  /** The end of a call that fails with this status. */
  end(failure: CallStatus): StatusObject {
    const { code, details } = failure;
    return { code, details, metadata: this.#trailers(failure) };
  }

  #trailers({ code, details: message, facts }: CallStatus): Metadata {
    const { reason, metadata = {}, retryAfterSeconds, exceeded, fields } = facts;
    const details = [this.#any("ErrorInfo", { reason, domain: DOMAIN, metadata })];
    if (retryAfterSeconds !== undefined) {
      details.push(this.#any("RetryInfo", { retry_delay: { seconds: retryAfterSeconds } }));
    }
    if (exceeded !== undefined) {
      const violation = { subject: "user", description: exceeded };
      details.push(this.#any("QuotaFailure", { violations: [violation] }));
    }
    if (fields) details.push(this.#any("BadRequest", { field_violations: violations(fields) }));
    const trailers = new Metadata();
    trailers.set(METADATA_KEY, this.#encode("Status", { code, message, details }));
    return trailers;
  }

  /**
   * Adds details to the end of a failed call that has none: grpc-js adds none when it refuses a
   * call, nor do health checks and reflection.
   */
  complete<End extends CallEnd>(end: End): End {
    const { code, metadata } = end;
    if (!code || metadata?.get(METADATA_KEY).length) return end;
    const details = asTrailer(end.details ?? "");
    const reason = code === status.RESOURCE_EXHAUSTED ? "PAYLOAD_TOO_LARGE" : status[code];
    const trailers = this.#trailers({ code, details, facts: { reason } });
    if (metadata) trailers.merge(metadata);
    return { ...end, details, metadata: trailers };
  }

  #any(name: MessageName, message: object) {
    return {
      type_url: `type.googleapis.com/google.rpc.${name}`,
      value: this.#encode(name, message),
    };
  }

  #encode(name: MessageName, message: object): Buffer {
    const type = this.#types[`google.rpc.${name}`] as MessageTypeDefinition<object, object>;
    return Buffer.from(type.serialize(message));
  }
}

function violations(fields: Readonly<Record<string, string>>) {
  return Object.entries(fields).map(([field, description]) => ({
    field: field.toWellFormed(),
    description: description.toWellFormed(),
  }));
}
