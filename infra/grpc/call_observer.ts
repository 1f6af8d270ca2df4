import {
  Metadata,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  status,
} from "@grpc/grpc-js";
import type { Log } from "../../domain/log.ts";

const REQUEST_ID = "x-request-id";

/** What a request id may look like to be taken over from the caller: it goes into every log line. */
const saneRequestId = /^[\w.:=-]{1,128}$/;

/** Watches over every call of a server, whichever service it is for. */
export type CallObserver = {
  /** To be handed to the server. */
  readonly interceptor: ServerInterceptor;
  /** Ends the open calls whose method `matches` with `UNAVAILABLE`. */
  endCalls(matches: (method: string) => boolean): void;
};

/**
 * Gives every call a request id (the caller's own when it is sane), sends it back, and logs the
 * call when it ends: chat calls as info, health checks and reflection as debug.
 */
export function createCallObserver(log: Log): CallObserver {
  const open = new Map<ServerInterceptingCallInterface, string>();

  const interceptor: ServerInterceptor = (method, call) => {
    const started = performance.now();
    const isChat = method.path.startsWith("/pb.");
    let requestId = "";
    let hasHeaders = false;
    open.set(call, method.path);

    function finish(code: status) {
      if (!open.delete(call)) return;
      const ms = Math.round(performance.now() - started);
      log[isChat ? "info" : "debug"]("gRPC call", {
        method: method.path,
        status: status[code],
        ms,
        requestId,
      });
    }

    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata(metadata, next) {
            requestId = chooseRequestId(metadata);
            metadata.set(REQUEST_ID, requestId);
            next(metadata);
          },
          onReceiveMessage: (message, next) => next(message),
          onReceiveHalfClose: (next) => next(),
          onCancel() {
            const isLate = Date.now() >= Number(call.getDeadline());
            finish(isLate ? status.DEADLINE_EXCEEDED : status.CANCELLED);
          },
        }),
      sendMetadata(metadata, next) {
        hasHeaders = true;
        metadata.set(REQUEST_ID, requestId);
        next(metadata);
      },
      sendMessage: (message, next) => next(message),
      sendStatus(result, next) {
        finish(result.code);
        if (hasHeaders) return next(result);
        const metadata = result.metadata ?? new Metadata();
        metadata.set(REQUEST_ID, requestId);
        next({ ...result, metadata });
      },
    });
  };

  function endCalls(matches: (method: string) => boolean) {
    for (const [call, method] of open) {
      if (!matches(method)) continue;
      call.sendStatus({ code: status.UNAVAILABLE, details: "The server is stopping" });
    }
  }

  return { interceptor, endCalls };
}

/** The id under which the call with this (received) metadata is logged. */
export function requestIdOf(metadata: Metadata): string {
  return metadata.get(REQUEST_ID)[0]?.toString() ?? "";
}

function chooseRequestId(metadata: Metadata): string {
  const offered = requestIdOf(metadata);
  return saneRequestId.test(offered) ? offered : crypto.randomUUID();
}
