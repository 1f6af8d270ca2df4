import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import { loadPackageDefinition, ServerCredentials, setLogger } from "@grpc/grpc-js";
import { load } from "@grpc/proto-loader";
import { HealthImplementation } from "grpc-health-check";
import type { App } from "../../domain/app.ts";
import type { Log } from "../../domain/log.ts";
import { noMetrics, type TransportMetrics } from "../../domain/metrics.ts";
import type { StreamLimit } from "../../domain/answers/stream_limit.ts";
import { GRPC_GUESTS, type GuestLimits } from "../connections/guests.ts";
import { callAuthentication } from "./call_authentication.ts";
import { CallObserver, isOwnMethod } from "./call_observer.ts";
import { createLegacyChatService } from "./chat_service.ts";
import { ErrorTrailers } from "./error_trailers.ts";
import type { ProtoGrpcType } from "./generated/chat.ts";
import type { ProtoGrpcType as ProtoGrpcTypeV1 } from "./generated/chat_service.ts";
import { GrpcPeers, type GuestTimes } from "./grpc_peers.ts";
import { type GrpcTls, listenForGrpc } from "./grpc_listener.ts";
import { createReflection } from "./reflection.ts";
import { StrictServer } from "./strict_server.ts";
import { createChatService } from "./v1/chat_service.ts";

/** What the server needs, and where it listens. */
export type GrpcServerOptions = {
  readonly app: App;
  readonly log: Log;
  /** How many streams of answers a user may have open, over all transports. */
  readonly streams: StreamLimit;
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly tls?: GrpcTls;
  /** Counts calls; by default nothing does. */
  readonly metrics?: TransportMetrics;
  /** How many connections guests may have. */
  readonly guests?: GuestLimits;
  /** Times that differ from the defaults. */
  readonly connections?: Partial<ConnectionTimes>;
};

/** Time limits for connections and calls, in milliseconds. */
export type ConnectionTimes = {
  /** Age at which clients are told to reconnect, give or take a tenth; 0, the default: never. */
  readonly maxAge: number;
  /** How long calls may go on after that. */
  readonly grace: number;
  /** How often an idle client gets a keepalive ping. */
  readonly ping: number;
  /** How long a client may take to respond to it. */
  readonly pong: number;
  /** How long a call's first message may take to arrive. */
  readonly request: number;
  /** How long guests may take. */
  readonly guests: GuestTimes;
};

/** A gRPC server that listens. */
export interface GrpcServer {
  /** The port that the system assigned. */
  readonly port: number;
  /** Sets the status for health checks. The server accepts calls either way. */
  setServing(isServing: boolean): void;
  /**
   * Accepts no more connections, ends health watches and reflection at once, and chat calls after
   * `graceMs` with `UNAVAILABLE`, unless they have ended before.
   */
  stop(graceMs: number): Promise<void>;
}

/** The same options with which `deno task proto` generates the types. */
const loaderOptions = {
  keepCase: true,
  longs: String,
  enums: String,
  defaults: true,
  oneofs: true,
};

/** The services that health checks may name; the empty name stands for the whole server. */
const healthServices = ["", "pb.ChatService", "parley.v1.ChatService"];

/** How long clients have to read the status of calls that were ended, in milliseconds. */
const LINGER_TIME = 500;

/** The grace is longer than any answer takes: it ends only health watches, which begin again. */
const usualTimes: ConnectionTimes = {
  maxAge: 0,
  grace: 3_600_000,
  ping: 60_000,
  pong: 20_000,
  request: 30_000,
  guests: { firstCall: 15_000, nextCall: 75_000, call: 120_000 },
};

const serverOptions = {
  // gRPC's own default, written out: a request larger than this is refused unread.
  "grpc.max_receive_message_length": 4 * 1024 * 1024,
  // More than the longest answer. Clients refuse more than 4 MiB unless they are set to allow it.
  "grpc.max_send_message_length": 16 * 1024 * 1024,
};

/**
 * Serves `parley.v1.ChatService`, the predecessor's `pb.ChatService`, `grpc.health.v1` and
 * reflection. The latter two need no token, as load balancers and tools expect. Reflection reveals
 * nothing that isn't published anyway.
 *
 * @throws {StartError} naming host and port when it can't listen there.
 */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const { app, log, streams, host, port, tls, metrics = noMetrics } = options;
  // grpc-js's own messages, which it writes to stderr by default.
  setLogger({ error: (...words) => log.debug(`grpc-js: ${words.join(" ")}`) });
  const times = { ...usualTimes, ...options.connections };
  const health = new HealthImplementation();
  const [{ pb, parley }, errorTrailers] = await Promise.all([
    loadContracts(),
    ErrorTrailers.load(),
  ]);
  const observer = new CallObserver({ log, metrics, errorTrailers, requestTime: times.request });
  const { guests = GRPC_GUESTS } = options;
  const peers = new GrpcPeers({ log, guests, times: times.guests });
  const recognize = (peer: string) => peers.recognize(peer);
  const server = new StrictServer({
    peers,
    ...serverOptions,
    ...timeOptions(times),
    interceptors: [
      observer.interceptor,
      callAuthentication({ app, log, errorTrailers, recognize }),
    ],
  });

  const deps = { app, log, errorTrailers, streams };
  server.addService(pb.ChatService.service, createLegacyChatService(deps));
  server.addService(parley.v1.ChatService.service, createChatService(deps));
  health.addToServer(server);
  (await createReflection()).addToServer(server);

  let isServing = false;
  function setServing(willServe: boolean) {
    // A repeated status would be sent again, and a watch could end before the second is written.
    if (willServe === isServing) return;
    isServing = willServe;
    for (const name of healthServices) {
      health.setStatus(name, isServing ? "SERVING" : "NOT_SERVING");
    }
  }
  setServing(true);
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const onConnection = (connection: Duplex) => {
    cutOffAfterGrace(connection, times);
    injector.injectConnection(connection);
  };
  const listener = await listenForGrpc({ host, port, ...tls && { tls }, peers, onConnection });
  return {
    port: listener.port,
    setServing,
    async stop(graceMs) {
      setServing(false);
      const closed = listener.close();
      // Its callback is useless here: it doesn't wait for injected connections.
      server.tryShutdown(() => {});
      observer.endCalls((method) => !isOwnMethod(method));
      let timer = setTimeout(() => {
        observer.endCalls(() => true);
        timer = setTimeout(() => {
          server.forceShutdown();
          listener.destroy();
        }, LINGER_TIME);
      }, graceMs);
      await closed;
      clearTimeout(timer);
      peers.stop();
    },
  };
}

/** grpc-js varies the ages by a tenth, so that connections opened together don't end together. */
function timeOptions({ maxAge, ping, pong }: ConnectionTimes) {
  return {
    // These two detect a peer that has vanished, so that its answer can be stopped.
    "grpc.keepalive_time_ms": ping,
    "grpc.keepalive_timeout_ms": pong,
    ...maxAge > 0 && { "grpc.max_connection_age_ms": maxAge },
  };
}

/**
 * Closes a connection when its grace has ended. Its calls fail with `UNAVAILABLE`, like those of
 * any broken connection; grpc-js's own option makes them look like an internal error of the server.
 */
function cutOffAfterGrace(connection: Duplex, { maxAge, grace }: ConnectionTimes): void {
  if (maxAge === 0) return;
  const timer = setTimeout(() => connection.destroy(new Error("Too old")), maxAge * 1.1 + grace);
  connection.once("close", () => clearTimeout(timer));
}

async function loadContracts(): Promise<ProtoGrpcType & ProtoGrpcTypeV1> {
  const root = fileURLToPath(new URL("../../proto/", import.meta.url));
  const files = ["chat.proto", "parley/v1/chat_service.proto"];
  const definition = await load(files, { ...loaderOptions, includeDirs: [root] });
  return loadPackageDefinition(definition) as unknown as ProtoGrpcType & ProtoGrpcTypeV1;
}
