import { fileURLToPath } from "node:url";
import { loadPackageDefinition, Server, type ServerCredentials } from "@grpc/grpc-js";
import { load, type PackageDefinition } from "@grpc/proto-loader";
import { ReflectionService } from "@grpc/reflection";
import { HealthImplementation, protoPath as healthProto } from "grpc-health-check";
import type { App } from "../../domain/app.ts";
import type { Log } from "../../domain/log.ts";
import { type CallObserver, createCallObserver } from "./call_observer.ts";
import { createChatService } from "./chat_service.ts";
import type { ProtoGrpcType } from "./generated/chat.ts";
import { type GrpcTls, serverCredentials } from "./server_credentials.ts";

/** What the server is made of and where it listens. */
export type GrpcServerOptions = {
  readonly app: App;
  readonly log: Log;
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly tls?: GrpcTls;
};

/** A gRPC server that listens. */
export interface GrpcServer {
  /** The port it was given. */
  readonly port: number;
  /** What health checks are told. It serves either way. */
  setServing(isServing: boolean): void;
  /**
   * Takes no more connections, ends health watches and reflection at once, and gives chat calls up
   * to `graceMs` to end before they are cut off.
   */
  stop(graceMs: number): Promise<void>;
}

/** As `deno task proto` generates the types. */
const loaderOptions = {
  keepCase: true,
  longs: String,
  enums: String,
  defaults: true,
  oneofs: true,
};

/** The names health checks may ask about; the empty one stands for the whole server. */
const healthServices = ["", "pb.ChatService"];

const serverOptions = {
  // A peer that vanished without a word is noticed within 80 s, and its answer stopped.
  "grpc.keepalive_time_ms": 60_000,
  "grpc.keepalive_timeout_ms": 20_000,
  // For each connection; clients queue what exceeds it.
  "grpc.max_concurrent_streams": 1_000,
  // gRPC's own default, written out: a request larger than this is refused unread.
  "grpc.max_receive_message_length": 4 * 1024 * 1024,
};

/**
 * Serves `pb.ChatService`, `grpc.health.v1` and reflection. The latter two need no token, as load
 * balancers and tools expect: they tell nothing beyond what the project publishes.
 *
 * @throws {Error} naming host and port when it can't listen there.
 */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const { app, log, host, port, tls } = options;
  const observer = createCallObserver(log);
  const health = new HealthImplementation();
  const server = new Server({ ...serverOptions, interceptors: [observer.interceptor] });

  const definition = await loadDefinition();
  const { pb } = loadPackageDefinition(definition) as unknown as ProtoGrpcType;
  server.addService(pb.ChatService.service, createChatService(app, log));
  health.addToServer(server);
  new ReflectionService(definition).addToServer(server);

  function setServing(isServing: boolean) {
    for (const name of healthServices) {
      health.setStatus(name, isServing ? "SERVING" : "NOT_SERVING");
    }
  }
  setServing(true);
  return {
    port: await listen(server, { host, port, credentials: serverCredentials(tls) }),
    setServing,
    stop: (graceMs) => {
      setServing(false);
      return stop(server, observer, graceMs);
    },
  };
}

function loadDefinition(): Promise<PackageDefinition> {
  const chatProto = fileURLToPath(new URL("../../proto/chat.proto", import.meta.url));
  return load([chatProto, healthProto], loaderOptions);
}

type Listening = {
  readonly host: string;
  readonly port: number;
  readonly credentials: ServerCredentials;
};

function listen(server: Server, { host, port, credentials }: Listening): Promise<number> {
  const address = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentials, (cause, port) => {
      if (!cause) return resolve(port);
      reject(new Error(`Cannot serve gRPC at ${address}: ${cause.message}`, { cause }));
    });
  });
}

async function stop(server: Server, observer: CallObserver, graceMs: number): Promise<void> {
  observer.endCalls((method) => !method.startsWith("/pb."));
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(() => {
    observer.endCalls(() => true);
    server.forceShutdown();
  }, graceMs);
  server.tryShutdown(() => resolve());
  await closed;
  clearTimeout(timer);
}
