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

/** The path that interceptors see of a call to an unknown method. */
export const UNKNOWN_METHOD = "/unknown/unknown";

/** Metadata that must come once: each entry names one caller, user or call. */
export const SINGLE_METADATA = ["authorization", "x-parley-user", "idempotency-key"];

/**
 * Most bytes of a call's headers, as RFC 9113, section 6.5.2, counts them; clients are told. A call
 * with more is reset. Between 16 KiB and this, `CallObserver` refuses a call with an error message.
 */
const MAX_HEADER_LIST = 64 * 1024;

/** Longest deadline that a timer supports, in milliseconds: some 24 days. */
const MAX_TIMEOUT = 2 ** 31 - 1;

/** Milliseconds in the units of `grpc-timeout`. */
const timeoutUnits: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1_000,
  m: 1,
  u: 1e-3,
  n: 1e-6,
};

/**
 * A gRPC server that is stricter than grpc-js about what callers send:
 *
 * - repeated metadata reaches interceptors as two entries, not as the first alone;
 * - messages that can't be read reach interceptors as `Unreadable`;
 * - calls to unknown methods reach interceptors, too, as {@link UNKNOWN_METHOD};
 * - a deadline in more than 24 days is shortened to that; grpc-js would end the call at once;
 * - guests may have few calls at a time;
 * - requests that are not gRPC get HTTP status 415 (under Deno, grpc-js responds with 200).
 */
export class StrictServer extends Server {
  readonly #methods = new Set<string>();
  readonly #peers: GrpcPeers;

  /** @param options `peers`: the connected clients and their limits. */
  constructor({ peers, ...options }: ServerOptions & { readonly peers: GrpcPeers }) {
    super({ ...options, "grpc.max_concurrent_streams": OPEN_CALLS.guests });
    this.#peers = peers;
    http2Settings(this).maxHeaderListSize = MAX_HEADER_LIST;
  }

  /** Adds a method; `addService()` calls it for each method of a service. */
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

  /** Makes the injector of connections. Call it once, when all services have been added. */
  override createConnectionInjector(credentials: ServerCredentials): ConnectionInjector {
    this.#registerUnknown();
    const injector = super.createConnectionInjector(credentials);
    for (const server of http2Servers(this)) this.#intercept(server);
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

  #intercept(server: Http2Server): void {
    server.on("session", (session) => this.#peers.hold(session));
    const handlers = server.listeners("stream");
    server.removeAllListeners("stream");
    server.on("stream", (stream: ServerHttp2Stream, headers, flags, rawHeaders) => {
      if (!this.#peers.begin(stream)) return refuseCall(stream);
      // Trimmed metadata may lack the type. `CallObserver` refuses the call.
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

/** `node:http2` keeps only the first of some headers and joins others; a list keeps all values. */
function keepAll(headers: IncomingHttpHeaders, rawHeaders: string[], name: string): void {
  const values = rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1] === name);
  if (values.length > 1) headers[name] = values;
}

function isGrpc(headers: IncomingHttpHeaders): boolean {
  return /^application\/grpc(?:[+;]|$)/.test(headers["content-type"] ?? "");
}

/** Bypasses grpc-js, because a flood of such calls must cost little. */
function refuseCall(stream: ServerHttp2Stream): void {
  stream.on("error", () => {});
  stream.resume();
  stream.respond({
    ":status": 200,
    "content-type": "application/grpc",
    "grpc-status": status.RESOURCE_EXHAUSTED,
    "grpc-message": "Too many calls at a time without a token",
  }, { endStream: true });
}

/** Status 415, as gRPC's protocol over HTTP/2 demands. */
function refuseMediaType(stream: ServerHttp2Stream): void {
  stream.on("error", () => {});
  // An unread body would keep the stream open.
  stream.resume();
  stream.respond({ ":status": 415 }, { endStream: true });
}

/** The HTTP/2 settings of new sessions. grpc-js has options for some of them only. */
function http2Settings(server: Server): Settings {
  const { commonServerOptions } = server as unknown as {
    commonServerOptions: { settings: Settings };
  };
  return commonServerOptions.settings;
}

/** A private field of grpc-js, which has no hook for requests before its own handler. */
function http2Servers(server: Server): Iterable<Http2Server> {
  const { http2Servers } = server as unknown as { http2Servers: Map<Http2Server, unknown> };
  return http2Servers.keys();
}
