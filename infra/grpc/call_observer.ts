import {
  Metadata,
  type Responder,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  type ServerListener,
  status,
} from "@grpc/grpc-js";
import type { Log } from "../../domain/log.ts";

const REQUEST_ID = "x-request-id";

/** What a caller's request id must look like to be taken over: it goes into log lines. */
const saneRequestId = /^[\w.:=-]{1,128}$/;

type OpenCall = {
  /** `/package.Service/Method` */
  readonly method: string;
  readonly call: ServerInterceptingCallInterface;
  /** `performance.now()` when it came. */
  readonly started: number;
  requestId: string;
  hasHeaders: boolean;
};

/**
 * Watches over every call of a server, whichever service it is for: gives it a request id (the
 * caller's own when it is sane), sends that back, and logs the call when it ends.
 */
export class CallObserver {
  readonly #log: Log;
  readonly #open = new Set<OpenCall>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** To be handed to the server. */
  readonly interceptor: ServerInterceptor = ({ path: method }, call) => {
    const started = performance.now();
    const open: OpenCall = { method, call, started, requestId: "", hasHeaders: false };
    this.#open.add(open);
    return new ServerInterceptingCall(call, this.#responder(open));
  };

  /** Ends the open calls whose method `matches` with `UNAVAILABLE`. */
  endCalls(matches: (method: string) => boolean): void {
    for (const open of this.#open) {
      if (!matches(open.method)) continue;
      this.#finish(open, status.UNAVAILABLE);
      open.call.sendStatus({ code: status.UNAVAILABLE, details: "The server is stopping" });
    }
  }

  #responder(open: OpenCall): Responder {
    return {
      start: (next) => next(this.#listener(open)),
      sendMetadata(metadata, next) {
        open.hasHeaders = true;
        metadata.set(REQUEST_ID, open.requestId);
        next(metadata);
      },
      sendStatus: (result, next) => {
        this.#finish(open, result.code);
        if (open.hasHeaders) return next(result);
        const metadata = result.metadata ?? new Metadata();
        metadata.set(REQUEST_ID, open.requestId);
        next({ ...result, metadata });
      },
    };
  }

  #listener(open: OpenCall): ServerListener {
    return {
      onReceiveMetadata(metadata, next) {
        open.requestId = chooseRequestId(metadata);
        metadata.set(REQUEST_ID, open.requestId);
        next(metadata);
      },
      onCancel: () => {
        const isLate = Date.now() >= Number(open.call.getDeadline());
        this.#finish(open, isLate ? status.DEADLINE_EXCEEDED : status.CANCELLED);
      },
    };
  }

  /** Logs own methods as info, health checks and reflection as debug. */
  #finish(open: OpenCall, code: status): void {
    // Cancellation is reported after a normal end too.
    if (!this.#open.delete(open)) return;
    const { method, started, requestId } = open;
    const ms = Math.round(performance.now() - started);
    const level = isOwnMethod(method) ? "info" : "debug";
    this.#log[level]("gRPC call", { method, status: status[code], ms, requestId });
  }
}

/** Whether a method, named as `/package.Service/Method`, is of this project's own services. */
export function isOwnMethod(method: string): boolean {
  return method.startsWith("/pb.") || method.startsWith("/parley.");
}

/** The id under which the call with this (received) metadata is logged. */
export function requestIdOf(metadata: Metadata): string {
  return metadata.get(REQUEST_ID)[0]?.toString() ?? "";
}

function chooseRequestId(metadata: Metadata): string {
  const offered = requestIdOf(metadata);
  return saneRequestId.test(offered) ? offered : crypto.randomUUID();
}
