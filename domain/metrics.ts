import type { Answer } from "./chats/message.ts";

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

/** How an answer ended, and what this process used for it. */
export type EndedAnswer = Pick<Answer, "state" | "errorCode"> & {
  readonly promptTokens: number;
  readonly completionTokens: number;
};

/**
 * What operators see of a process at work. Each method takes microseconds, and none of them throws.
 * Nothing is told of users or of what they say.
 */
export interface Metrics {
  /** A gRPC call came in. */
  callBegan(method: CalledMethod): void;
  /** A call that began has ended, for whatever reason. */
  callEnded(method: CalledMethod, call: EndedCall): void;
  /** An HTTP request came in. */
  requestBegan(): void;
  /** A request that began was responded to. */
  requestEnded(request: EndedRequest): void;
  /** This process began to make an answer. */
  answerBegan(): void;
  /** The first text of an answer came, so long after the model was asked. */
  firstText(seconds: number): void;
  /** An answer that began is stored in its final state. */
  answerEnded(answer: EndedAnswer): void;
}

/** Where nobody looks at metrics. */
export const noMetrics: Metrics = {
  callBegan() {},
  callEnded() {},
  requestBegan() {},
  requestEnded() {},
  answerBegan() {},
  firstText() {},
  answerEnded() {},
};
