import {
  type ConnectionInjector,
  type deserialize,
  type serialize,
  Server,
  type ServerCredentials,
  type ServerDuplexStream,
  type ServerOptions,
  status,
  type UntypedHandleCall,
} from "@grpc/grpc-js";
import type { Buffer } from "node:buffer";
import type { Http2Server, IncomingHttpHeaders, ServerHttp2Stream, Settings } from "node:http2";
import { TRIMMED } from "./header_block.ts";
import { type GrpcPeers, OPEN_CALLS } from "./grpc_peers.ts";
import { readStrictly } from "./strict_reader.ts";

/** What interceptors see of a call to a method that no service has. */
export const UNKNOWN_METHOD = "/unknown/unknown";

/** Metadata of which a second one would be another caller's, user's or call's. */
export const SINGLE_METADATA = ["authorization", "x-parley-user", "idempotency-key"];

/**
 * Most bytes of a call's headers, as RFC 9113, 6.5.2, counts them; clients are told. A call that has more is
 * reset. Above some 16 KiB, where the observer of calls refuses them, they hear of it in words.
 */
const MAX_HEADER_LIST = 64 * 1024;

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
 * - strangers have few calls at a time;
 * - requests that are not gRPC's get HTTP's status for that (under Deno grpc-js says 200).
 */
export class StrictServer extends Server {
  readonly #methods = new Set<string>();
  readonly #peers: GrpcPeers;

  /** @param options `peers`: who may call. */
  constructor({ peers, ...options }: ServerOptions & { readonly peers: GrpcPeers }) {
    super({ ...options, "grpc.max_concurrent_streams": OPEN_CALLS.strangers });
    this.#peers = peers;
    http2Settings(this).maxHeaderListSize = MAX_HEADER_LIST;
  }

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
    server.on("session", (session) => this.#peers.hold(session));
    const handlers = server.listeners("stream");
    server.removeAllListeners("stream");
    server.on("stream", (stream: ServerHttp2Stream, headers, flags, rawHeaders) => {
      if (!this.#peers.begin(stream)) return refuseCall(stream);
      // What is left out of too much metadata may be the type; the observer of calls refuses it.
      if (headers[TRIMMED]) headers["content-type"] = "application/grpc";
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

/** Without any of grpc-js's work: a flood of these must cost little. */
function refuseCall(stream: ServerHttp2Stream): void {
  stream.on("error", () => {});
  stream.resume();
  stream.respond({
    ...{ ":status": 200, "content-type": "application/grpc" },
    "grpc-status": status.RESOURCE_EXHAUSTED,
    "grpc-message": "Too many calls at a time without a token",
  }, { endStream: true });
}

/** As gRPC's protocol over HTTP/2 has it. */
function refuseMediaType(stream: ServerHttp2Stream): void {
  stream.on("error", () => {});
  // What isn't read keeps the stream open.
  stream.resume();
  stream.respond({ ":status": 415 }, { endStream: true });
}

/** What sessions begin with. grpc-js has no option for all of it. */
function http2Settings(server: Server): Settings {
  const { commonServerOptions } = server as unknown as {
    commonServerOptions: { settings: Settings };
  };
  return commonServerOptions.settings;
}

/** grpc-js keeps them to itself, and lets nobody see a request before it does. */
function http2Servers(server: Server): Iterable<Http2Server> {
  const { http2Servers } = server as unknown as { http2Servers: Map<Http2Server, unknown> };
  return http2Servers.keys();
}
