import {
  type ConnectionInjector,
  type deserialize,
  type serialize,
  Server,
  type ServerCredentials,
  type ServerDuplexStream,
  status,
  type UntypedHandleCall,
} from "@grpc/grpc-js";
import type { Buffer } from "node:buffer";
import type { Http2Server, IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { readStrictly } from "./strict_reader.ts";

/** What interceptors see of a call to a method that no service has. */
export const UNKNOWN_METHOD = "/unknown/unknown";

/** Metadata of which a second one would be another caller's, user's or call's. */
export const SINGLE_METADATA = ["authorization", "x-parley-user", "idempotency-key"];

/** Longest deadline that a timer can keep, in milliseconds: some 24 days. */
const MAX_TIMEOUT = 2 ** 31 - 1;

/** Milliseconds in the units of `grpc-timeout`. */
const timeoutUnits: Readonly<Record<string, number>> = {
  ...{ H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 1e-3, n: 1e-6 },
};

/**
 * A gRPC server that is as exact about what callers send as it can be:
 *
 * - metadata that is there twice reaches interceptors as two, never as the first alone;
 * - messages that can't be read reach interceptors as `Unreadable`;
 * - calls to methods that it doesn't have reach them too, as {@link UNKNOWN_METHOD};
 * - a deadline in a month is none in a moment, for which grpc-js takes it;
 * - requests that are not gRPC's get HTTP's status for that (under Deno grpc-js says 200).
 */
export class StrictServer extends Server {
  readonly #methods = new Set<string>();

  /** Adds a method, as `addService()` does for each of a service's. */
  override register<Request, Response>(
    name: string,
    handler: UntypedHandleCall,
    serialize: serialize<Response>,
    deserialize: deserialize<Request>,
    type: string,
  ): boolean {
    this.#methods.add(name);
    const strict = readStrictly(deserialize) as deserialize<Request>;
    return super.register(name, handler, serialize, strict, type);
  }

  /** What takes connections. To be called once, when all services are there. */
  override createConnectionInjector(credentials: ServerCredentials): ConnectionInjector {
    this.#registerUnknown();
    const injector = super.createConnectionInjector(credentials);
    for (const server of http2Servers(this)) this.#standBefore(server);
    return injector;
  }

  #registerUnknown(): void {
    const refuse = (call: ServerDuplexStream<Buffer, Buffer>) => {
      const details = "The server has no such method";
      call.emit("error", { code: status.UNIMPLEMENTED, details });
    };
    const asItIs = (bytes: Buffer) => bytes;
    super.register(UNKNOWN_METHOD, refuse, asItIs, asItIs, "bidi");
  }

  #standBefore(server: Http2Server): void {
    const handlers = server.listeners("stream");
    server.removeAllListeners("stream");
    server.on("stream", (stream: ServerHttp2Stream, headers, flags, rawHeaders) => {
      if (!isGrpc(headers)) return refuseMediaType(stream);
      this.#correct(headers);
      for (const name of SINGLE_METADATA) keepAll(headers, rawHeaders, name);
      for (const handle of handlers) handle.call(server, stream, headers, flags, rawHeaders);
    });
  }

  #correct(headers: IncomingHttpHeaders): void {
    if (!this.#methods.has(headers[":path"] ?? "")) headers[":path"] = UNKNOWN_METHOD;
    const [, count, unit] = /^(\d{1,8})([HMSmun])$/.exec(String(headers["grpc-timeout"])) ?? [];
    if (unit && Number(count) * timeoutUnits[unit]! > MAX_TIMEOUT) {
      headers["grpc-timeout"] = `${Math.floor(MAX_TIMEOUT / 1000)}S`;
    }
  }
}

/** `node:http2` keeps the first of some headers, and joins others; as a list, metadata has each. */
function keepAll(headers: IncomingHttpHeaders, rawHeaders: string[], name: string): void {
  const values = rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1] === name);
  if (values.length > 1) headers[name] = values;
}

function isGrpc(headers: IncomingHttpHeaders): boolean {
  return /^application\/grpc(?:[+;]|$)/.test(headers["content-type"] ?? "");
}

/** As gRPC's protocol over HTTP/2 has it. */
function refuseMediaType(stream: ServerHttp2Stream): void {
  stream.on("error", () => {});
  // What isn't read keeps the stream open.
  stream.resume();
  stream.respond({ ":status": 415 }, { endStream: true });
}

/** grpc-js keeps them to itself, and lets nobody see a request before it does. */
function http2Servers(server: Server): Iterable<Http2Server> {
  const { http2Servers } = server as unknown as { http2Servers: Map<Http2Server, unknown> };
  return http2Servers.keys();
}
