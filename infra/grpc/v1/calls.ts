import type {
  handleServerStreamingCall,
  handleUnaryCall,
  Metadata,
  ServerWritableStream,
} from "@grpc/grpc-js";
import type { App } from "../../../domain/app.ts";
import type { Log } from "../../../domain/log.ts";
import type { StreamLimit } from "../../../domain/answers/stream_limit.ts";
import type { Scope } from "../../../domain/accounts/user.ts";
import { actFor, type KnownCaller } from "../call_authentication.ts";
import type { ErrorTrailers } from "../error_trailers.ts";
import { failedCall } from "../failed_call.ts";
import type { CallStatus } from "../status_from_error.ts";
import { normalizeIds } from "../normalize_ids.ts";
import { requestFields } from "./field_names.ts";

/** What the service needs. */
export type CallDeps = {
  readonly app: App;
  /** Logs the errors that callers are not told. */
  readonly log: Log;
  readonly errorTrailers: ErrorTrailers;
  readonly streams: StreamLimit;
};

/** The caller of a method, and what the method needs. */
export type MethodCaller = Pick<CallDeps, "app" | "streams"> & KnownCaller;

/** What a method demands of its callers. */
export type MethodOptions = {
  readonly scope: Scope;
  /** The request's names of the domain's fields. */
  readonly fields?: Readonly<Record<string, string>>;
};

/** A method that sends one response. */
export type UnaryMethod<Request, Response> = (
  caller: MethodCaller,
  request: Request,
) => Promise<Response>;

/**
 * A method that sends many responses. It resolves when it has sent them all, with the status to end
 * the call with, or `null` for OK.
 */
export type StreamingMethod<Request, Response> = (
  caller: MethodCaller,
  call: ServerWritableStream<Request, Response>,
) => Promise<CallStatus | null>;

/** The parts of a call that all methods use. */
type AnyCall = {
  readonly metadata: Metadata;
  readonly request: unknown;
  getPath(): string;
};

/** Serves a method that sends one response. An error that it throws becomes the call's status. */
export function unary<Request, Response>(
  deps: CallDeps,
  options: MethodOptions,
  method: UnaryMethod<Request, Response>,
): handleUnaryCall<Request, Response> {
  return async (call, callback) => {
    try {
      callback(null, await method(await callerOf(deps, call, options.scope), call.request));
    } catch (error) {
      callback(deps.errorTrailers.end(failureOf(deps, { call, error, ...options })));
    }
  };
}

/** Serves a method that sends many responses. */
export function streaming<Request, Response>(
  deps: CallDeps,
  options: MethodOptions,
  method: StreamingMethod<Request, Response>,
): handleServerStreamingCall<Request, Response> {
  const run = async (call: ServerWritableStream<Request, Response>) => {
    try {
      const caller = await callerOf(deps, call, options.scope);
      return call.cancelled ? null : await method(caller, call);
    } catch (error) {
      return failureOf(deps, { call, error, ...options });
    }
  };
  return async (call) => {
    const failure = await run(call);
    if (call.cancelled) return;
    if (failure) call.emit("error", deps.errorTrailers.end(failure));
    else call.end();
  };
}

async function callerOf(
  { app, streams }: CallDeps,
  call: AnyCall,
  scope: Scope,
): Promise<MethodCaller> {
  const { metadata } = call;
  normalizeIds(call.request as object);
  const field = "x-parley-user";
  const acting = { userId: firstOf(metadata, field) ?? "", scope, field };
  return { app, streams, ...await actFor(metadata, app, acting) };
}

function firstOf(metadata: Metadata, name: string): string | undefined {
  return metadata.get(name)[0]?.toString();
}

type Failed = { readonly call: AnyCall; readonly error: unknown } & MethodOptions;

function failureOf({ log }: CallDeps, { call, error, fields = requestFields }: Failed): CallStatus {
  const { metadata } = call;
  return failedCall(error, { log, method: call.getPath(), metadata, fieldNames: fields });
}
