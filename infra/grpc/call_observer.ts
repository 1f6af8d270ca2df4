import {
  Metadata,
  type MetadataValue,
  type Responder,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  type ServerListener,
  status,
} from "@grpc/grpc-js";
import type { Log } from "../../domain/log.ts";
import type { CalledMethod, TransportMetrics } from "../../domain/metrics.ts";
import { TRIMMED } from "./header_block.ts";
import type { ErrorTrailers } from "./error_trailers.ts";
import type { CallStatus } from "./status_from_error.ts";
import { SINGLE_METADATA, UNKNOWN_METHOD } from "./strict_server.ts";
import { Unreadable } from "./strict_reader.ts";

const REQUEST_ID = "x-request-id";

/** Key under which a call's user is kept on its metadata; never sent. */
const USER = "parley.user";

/** Request ids that are accepted from callers. They go into log lines, so they must be harmless. */
const saneRequestId = /^[\w.:=-]{1,128}$/;

/** Most bytes of metadata, names and values: twice the default of gRPC's own libraries. */
const MAX_METADATA = 16 * 1024;

/** Most bytes of a message to a method that needs no token: health checks and reflection. */
const MAX_OPEN_MESSAGE = 64 * 1024;

/** What the observer needs. */
export type CallObserverDeps = {
  readonly log: Log;
  readonly metrics: TransportMetrics;
  readonly errorTrailers: ErrorTrailers;
  /** How long a call's first message may take to arrive, in milliseconds. */
  readonly requestTime: number;
};

type OpenCall = {
  /** `/package.Service/Method` */
  readonly path: string;
  readonly method: CalledMethod;
  readonly call: ServerInterceptingCallInterface;
  /** `performance.now()` when the call arrived. */
  readonly started: number;
  metadata: Metadata;
  requestId: string;
  hasHeaders: boolean;
  /** Ends the call when no message arrives in time. */
  timer?: ReturnType<typeof setTimeout>;
  /** Whether the service has ended the call. */
  isServed: boolean;
  received: number;
  sent: number;
};

/**
 * Handles what all calls of a server have in common, whichever service they are for: gives a call a
 * request id (the caller's own if it is harmless), sends that back, refuses unreadable requests,
 * and logs and counts the call when it ends.
 */
export class CallObserver {
  readonly #deps: CallObserverDeps;
  readonly #open = new Set<OpenCall>();
  /** Called methods by path. */
  readonly #methods = new Map<string, CalledMethod>();

  constructor(deps: CallObserverDeps) {
    this.#deps = deps;
  }

  /** The interceptor to give to the server. */
  readonly interceptor: ServerInterceptor = (definition, call) => {
    const { path } = definition;
    const open: OpenCall = {
      path,
      method: this.#methodOf(definition),
      call,
      started: performance.now(),
      metadata: new Metadata(),
      requestId: "",
      hasHeaders: false,
      isServed: false,
      received: 0,
      sent: 0,
    };
    this.#open.add(open);
    if (!isOwnMethod(path)) boundMessages(call);
    const { requestTime } = this.#deps;
    open.timer = setTimeout(
      () => call.sendStatus(this.#deps.errorTrailers.end(tooSlow)),
      requestTime,
    );
    this.#deps.metrics.callBegan(open.method);
    this.#watchEnd(open);
    return new ServerInterceptingCall(call, this.#responder(open));
  };

  /** Ends the open calls whose method `matches` with `UNAVAILABLE`. */
  endCalls(matches: (method: string) => boolean): void {
    for (const open of this.#open) {
      if (!matches(open.path)) continue;
      open.call.sendStatus(this.#deps.errorTrailers.end(stopping));
    }
  }

  /**
   * Replaces `sendStatus`, because grpc-js ends some calls without calling interceptors: those
   * whose deadline has passed, and those that it can't read, for which it reports an internal
   * error.
   */
  #watchEnd(open: OpenCall): void {
    const { call } = open;
    const sendStatus = call.sendStatus.bind(call);
    call.sendStatus = (result) => {
      const isUnread = result.code === status.INTERNAL && !open.isServed && open.sent === 0;
      const told = isUnread
        ? this.#malformed(`Cannot read the request: ${result.details}`)
        : this.#deps.errorTrailers.complete(result);
      this.#finish(open, told.code!);
      if (open.hasHeaders) return sendStatus(told);
      const metadata = told.metadata ?? new Metadata();
      metadata.set(REQUEST_ID, open.requestId);
      sendStatus({ ...told, metadata });
    };
  }

  #responder(open: OpenCall): Responder {
    return {
      start: (next) => next(this.#listener(open)),
      sendMetadata(metadata, next) {
        open.hasHeaders = true;
        metadata.set(REQUEST_ID, open.requestId);
        next(metadata);
      },
      sendMessage(message, next) {
        open.sent++;
        next(message);
      },
      sendStatus(result, next) {
        open.isServed = true;
        next(result);
      },
    };
  }

  #listener(open: OpenCall): ServerListener {
    return {
      onReceiveMetadata: (metadata, next) => {
        open.metadata = metadata;
        open.requestId = chooseRequestId(metadata);
        const size = Number(metadata.get(TRIMMED)[0] ?? sizeOf(metadata));
        if (size > MAX_METADATA) return open.call.sendStatus(this.#tooMuchMetadata(size));
        const unclear = SINGLE_METADATA.find((name) => !isOne(metadata.get(name)));
        if (unclear) {
          const details = `Cannot tell which ${unclear} to use: it was sent twice, or has a comma`;
          return open.call.sendStatus(this.#malformed(details));
        }
        metadata.set(REQUEST_ID, open.requestId);
        next(metadata);
      },
      onReceiveMessage: (message, next) => {
        open.received++;
        clearTimeout(open.timer);
        if (!(message instanceof Unreadable)) return next(message);
        open.call.sendStatus(this.#malformed(`Cannot read the request: ${message.reason}`));
      },
      onCancel: () => {
        const isLate = Date.now() >= Number(open.call.getDeadline());
        this.#finish(open, isLate ? status.DEADLINE_EXCEEDED : status.CANCELLED);
      },
    };
  }

  #malformed(details: string) {
    return this.#deps.errorTrailers.end({ ...malformed, details });
  }

  #tooMuchMetadata(size: number) {
    const details = `Cannot read ${size} bytes of metadata; at most ${MAX_METADATA}`;
    return this.#deps.errorTrailers.end({ ...tooLarge, details });
  }

  /** Logs calls to Parley's own methods as info, health checks and reflection as debug. */
  #finish(open: OpenCall, code: status): void {
    // grpc-js reports a cancellation after a normal end, too.
    if (!this.#open.delete(open)) return;
    clearTimeout(open.timer);
    const { log, metrics } = this.#deps;
    const { path, method, started, requestId, received, sent } = open;
    const ms = performance.now() - started;
    metrics.callEnded(method, { status: status[code], seconds: ms / 1000, received, sent });
    const level = isOwnMethod(path) || path === UNKNOWN_METHOD ? "info" : "debug";
    const userId = open.metadata.getOpaque(USER) as string | undefined;
    const facts = { method: path, status: status[code], ms: Math.round(ms), requestId };
    log[level]("gRPC call", { ...facts, ...userId !== undefined && { userId } });
  }

  #methodOf(definition: MethodDefinition): CalledMethod {
    const known = this.#methods.get(definition.path);
    if (known) return known;
    const [, service = "", method = ""] = definition.path.split("/");
    const called = { service, method, type: typeOf(definition) };
    this.#methods.set(definition.path, called);
    return called;
  }
}

/** Proxies may join two entries by a comma, so an entry with a comma may have been two. */
function isOne(values: readonly MetadataValue[]): boolean {
  return values.length < 2 && !values[0]?.includes(",");
}

type MethodDefinition = Parameters<ServerInterceptor>[0];

const stopping: CallStatus = {
  code: status.UNAVAILABLE,
  details: "The server is stopping",
  facts: { reason: "UNAVAILABLE", retryAfterSeconds: 1 },
};

const malformed = {
  code: status.INVALID_ARGUMENT,
  facts: { reason: "MALFORMED_REQUEST" },
};

const tooSlow: CallStatus = {
  code: status.DEADLINE_EXCEEDED,
  details: "The request timed out: no message arrived in time",
  facts: { reason: "REQUEST_TIMEOUT" },
};

const tooLarge = {
  code: status.RESOURCE_EXHAUSTED,
  facts: { reason: "PAYLOAD_TOO_LARGE" },
};

/** Limits messages to methods that need no token; grpc-js has one limit for all methods only. */
function boundMessages(call: ServerInterceptingCallInterface): void {
  const { decoder } = Object.assign(call, {
    maxReceiveMessageSize: MAX_OPEN_MESSAGE,
  }) as unknown as {
    decoder: { maxReadMessageLength: number };
  };
  decoder.maxReadMessageLength = MAX_OPEN_MESSAGE;
}

/** Whether a method, named as `/package.Service/Method`, belongs to Parley's own services. */
export function isOwnMethod(method: string): boolean {
  return method.startsWith("/pb.") || method.startsWith("/parley.");
}

/** The request id of the call with this (received) metadata, for the log. */
export function requestIdOf(metadata: Metadata): string {
  return metadata.get(REQUEST_ID)[0]?.toString() ?? "";
}

/** Stores the user for whom the call with this (received) metadata acts, for the log. */
export function noteUser(metadata: Metadata, userId: string): void {
  metadata.setOpaque(USER, userId);
}

function chooseRequestId(metadata: Metadata): string {
  const offered = requestIdOf(metadata);
  return saneRequestId.test(offered) ? offered : crypto.randomUUID();
}

function sizeOf(metadata: Metadata): number {
  let size = 0;
  for (const [name, values] of Object.entries(metadata.toJSON())) {
    for (const value of values) size += name.length + value.length;
  }
  return size;
}

function typeOf({ requestStream, responseStream }: MethodDefinition): CalledMethod["type"] {
  if (requestStream) return responseStream ? "bidi_stream" : "client_stream";
  return responseStream ? "server_stream" : "unary";
}
