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
  /** Messages that came from the client, and that went to it. */
  readonly received: number;
  readonly sent: number;
};

/** A request over HTTP that was responded to. */
export type EndedRequest = {
  /** As the client named it, of any content. */
  readonly method: string;
  /** The route's pattern; `null` for a path that no route has. */
  readonly route: string | null;
  readonly status: number;
  /** To the response's headers. */
  readonly seconds: number;
};

/**
 * What operators see of the calls and requests that a process serves. Each method takes microseconds, and
 * none of them throws. Nothing is told of users or of what they say.
 */
export interface TransportMetrics {
  /** A gRPC call came in. */
  callBegan(method: CalledMethod): void;
  /** A call that began has ended, for whatever reason. */
  callEnded(method: CalledMethod, call: EndedCall): void;
  /** An HTTP request came in. */
  requestBegan(): void;
  /** A request that began was responded to. */
  requestEnded(request: EndedRequest): void;
}

/** Counts nothing, where metrics are off. */
export const noMetrics: TransportMetrics = {
  callBegan() {},
  callEnded() {},
  requestBegan() {},
  requestEnded() {},
};
