import type { ClientReadableStream } from "@grpc/grpc-js";
import type { App } from "../../../domain/app.ts";
import type { Log, LogFields } from "../../../domain/log.ts";
import { StreamLimit } from "../../../domain/answers/stream_limit.ts";
import type { ChatResponse__Output } from "../../../infra/grpc/generated/pb/ChatResponse.ts";
import type { ChatServiceClient } from "../../../infra/grpc/generated/pb/ChatService.ts";
import {
  type ConnectionTimes,
  type GrpcServer,
  startGrpcServer,
} from "../../../infra/grpc/grpc_server.ts";
import type { GuestLimits } from "../../../infra/connections/guests.ts";
import type { GrpcTls } from "../../../infra/grpc/grpc_listener.ts";
import type { FakeExchange } from "../upstream/fake_openai.ts";
import { chatClient, finished, type FinishedCall, untilContent } from "./client.ts";
import { SERVICE_TOKEN, startTestApp, type TestApp, type TestAppOptions } from "../app/test_app.ts";

export { SERVICE_TOKEN };

/** A line that was logged. */
export type LogLine = {
  readonly level: keyof Log;
  readonly message: string;
  readonly fields: LogFields;
  readonly error?: unknown;
};

/** Options that differ from the defaults. */
export type GrpcTestOptions = TestAppOptions & {
  readonly tls?: GrpcTls;
  /** Time limits that differ from the defaults. */
  readonly connections?: Partial<ConnectionTimes>;
  /** How many connections guests may have. */
  readonly guests?: GuestLimits;
  /** How many streams of answers a user may have open; 32 by default. */
  readonly streamsPerUser?: number;
  /** The clock for that limit, in milliseconds. */
  readonly now?: () => number;
  /** Methods of the app to replace, for outcomes that can't be provoked otherwise. */
  readonly app?: (app: App) => Partial<App>;
};

/** The real app behind a gRPC server on a free port of the loopback, and a client of it. */
export type GrpcTest = AsyncDisposable & TestApp & {
  readonly server: GrpcServer;
  readonly address: string;
  readonly client: ChatServiceClient;
  /** The lines that the server logged. */
  readonly lines: readonly LogLine[];
};

/** Starts the app, the server and a client. Disposing ends all three. */
export async function startGrpcTest(options: GrpcTestOptions = {}): Promise<GrpcTest> {
  const { tls, connections, guests, app: replace, streamsPerUser = 32, now, ...appOptions } =
    options;
  await using stack = new AsyncDisposableStack();
  const testApp = stack.use(await startTestApp(appOptions));
  const app = { ...testApp.app, ...replace?.(testApp.app) };
  const { log, lines } = recordingLog();
  const streams = new StreamLimit(streamsPerUser, now);
  const place = { host: "127.0.0.1", port: 0 };
  const server = await startGrpcServer({ app, log, streams, ...place, tls, connections, guests });
  stack.defer(() => server.stop(0));
  const address = `127.0.0.1:${server.port}`;
  const client = stack.use(await chatClient(address));
  const owned = stack.move();
  return {
    ...testApp,
    app,
    server,
    address,
    client,
    lines,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/**
 * Answers the call's question with a first text, and waits until the client has received it. The
 * upstream must leave its answers to the test (`reply: "manual"`).
 */
export async function beginAnswer(
  { upstream }: Pick<GrpcTest, "upstream">,
  call: ClientReadableStream<ChatResponse__Output>,
  text: string,
): Promise<{ end: Promise<FinishedCall>; exchange: FakeExchange; first: ChatResponse__Output }> {
  const end = finished(call);
  const exchange = await upstream.next();
  const seen = untilContent(call, text);
  await exchange.text(text);
  return { end, exchange, first: await seen };
}

function recordingLog(): { log: Log; lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: keyof Log) => (message: string, fields: LogFields = {}) =>
    void lines.push({ level, message, fields });
  const log: Log = {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: (message, error, fields = {}) =>
      void lines.push({ level: "error", message, error, fields }),
  };
  return { log, lines };
}
