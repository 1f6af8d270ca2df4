/** A method of a service that programs call. */
export type CalledMethod = {
  readonly service: string;
  readonly method: string;
  readonly type: "unary" | "server_stream" | "client_stream" | "bidi_stream";
};

/** How a call ended. */
export type EndedCall = {
  /** The gRPC status, e.g. `OK` or `INVALID_ARGUMENT`. */
  readonly status: string;
  readonly seconds: number;
  /** Messages received from the client, and sent to it. */
  readonly received: number;
  readonly sent: number;
};

/** An HTTP request whose response has begun. */
export type EndedRequest = {
  /** As the client sent it; can be any text. */
  readonly method: string;
  /** The route's pattern; `null` when no route matches the path. */
  readonly route: string | null;
  readonly status: number;
  /** Until the response's headers. */
  readonly seconds: number;
};

/**
 * Counts the calls and requests that a process serves, for operators. Each method takes
 * microseconds and never throws. Nothing about users or their messages is recorded.
 */
export interface TransportMetrics {
  /** A gRPC call came in. */
  callBegan(method: CalledMethod): void;
  /** A call that began has ended, in any way. */
  callEnded(method: CalledMethod, call: EndedCall): void;
  /** An HTTP request came in. */
  requestBegan(): void;
  /** The response to a request has begun. */
  requestEnded(request: EndedRequest): void;
}

/** Counts nothing, where metrics are off. */
export const noMetrics: TransportMetrics = {
  callBegan() {},
  callEnded() {},
  requestBegan() {},
  requestEnded() {},
};
