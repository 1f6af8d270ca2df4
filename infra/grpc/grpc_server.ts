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
import { GrpcPeers, type StrangerTimes } from "./grpc_peers.ts";
import { type GrpcTls, listenForGrpc } from "./grpc_listener.ts";
import { createReflection } from "./reflection.ts";
import { StrictServer } from "./strict_server.ts";
import { createChatService } from "./v1/chat_service.ts";

/** What the server is made of and where it listens. */
export type GrpcServerOptions = {
  readonly app: App;
  readonly log: Log;
  /** How many streams of answers a user may have open, over whichever transport. */
  readonly streams: StreamLimit;
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly tls?: GrpcTls;
  /** What counts calls; by default nothing does. */
  readonly metrics?: TransportMetrics;
  /** How many connections strangers may have. */
  readonly guests?: GuestLimits;
  /** Where connections shall last otherwise than usual. */
  readonly connections?: Partial<ConnectionTimes>;
};

/** How long connections last, in milliseconds. */
export type ConnectionTimes = {
  /** When clients are told to open another, give or take a tenth; 0, the default: never. */
  readonly maxAge: number;
  /** How long calls may go on after that. */
  readonly grace: number;
  /** How often clients are asked for a sign of life. */
  readonly ping: number;
  /** How long they may take to give it. */
  readonly pong: number;
  /** How long a call's first message may take to come. */
  readonly request: number;
  /** How long strangers are waited for. */
  readonly strangers: StrangerTimes;
};

/** A gRPC server that listens. */
export interface GrpcServer {
  /** The port it was given. */
  readonly port: number;
  /** What health checks are told. It serves either way. */
  setServing(isServing: boolean): void;
  /**
   * Takes no more connections, ends health watches and reflection at once, and gives chat calls up
   * to `graceMs` to end before they end with `UNAVAILABLE`.
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
const healthServices = ["", "pb.ChatService", "parley.v1.ChatService"];

/** How long clients have to read the status of a call that was cut off, in milliseconds. */
const LAST_WORDS = 500;

/** The grace is longer than any answer takes: what it cuts off is health watches, which begin anew. */
const usualTimes: ConnectionTimes = {
  ...{ maxAge: 0, grace: 3_600_000, ping: 60_000, pong: 20_000, request: 30_000 },
  strangers: { firstCall: 15_000, nextCall: 75_000, call: 120_000 },
};

const serverOptions = {
  // gRPC's own default, written out: a request larger than this is refused unread.
  "grpc.max_receive_message_length": 4 * 1024 * 1024,
  // More than the longest answer has. Clients refuse more than 4 MiB unless they ask for it.
  "grpc.max_send_message_length": 16 * 1024 * 1024,
};

/**
 * Serves `parley.v1.ChatService`, the predecessor's `pb.ChatService`, `grpc.health.v1` and reflection. The
 * latter two need no token, as load balancers and tools expect: they tell nothing beyond what the project
 * publishes.
 *
 * @throws {StartError} naming host and port when it can't listen there.
 */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const { app, log, streams, host, port, tls, metrics = noMetrics } = options;
  // What grpc-js has to say of itself; by default it writes to stderr.
  setLogger({ error: (...words) => log.debug(`grpc-js: ${words.join(" ")}`) });
  const times = { ...usualTimes, ...options.connections };
  const health = new HealthImplementation();
  const [{ pb, parley }, errorTrailers] = await Promise.all([
    loadContracts(),
    ErrorTrailers.load(),
  ]);
  const observer = new CallObserver({ log, metrics, errorTrailers, requestTime: times.request });
  const { guests = GRPC_GUESTS } = options;
  const peers = new GrpcPeers({ log, guests, times: times.strangers });
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
    // Said twice it would be written twice, and the end of a watch could overtake the second.
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
      // Its callback is no help: it doesn't wait for connections that were handed to it.
      server.tryShutdown(() => {});
      observer.endCalls((method) => !isOwnMethod(method));
      let timer = setTimeout(() => {
        observer.endCalls(() => true);
        timer = setTimeout(() => {
          server.forceShutdown();
          listener.destroy();
        }, LAST_WORDS);
      }, graceMs);
      await closed;
      clearTimeout(timer);
      peers.stop();
    },
  };
}

/** grpc-js spreads the ages by a tenth, so that connections of one moment don't all end in another. */
function timeOptions({ maxAge, ping, pong }: ConnectionTimes) {
  return {
    // A peer that vanished without a word is noticed by these two, and its answer stopped.
    "grpc.keepalive_time_ms": ping,
    "grpc.keepalive_timeout_ms": pong,
    ...maxAge > 0 && { "grpc.max_connection_age_ms": maxAge },
  };
}

/**
 * Cuts a connection off some time after its grace has ended. Calls that are left fail as those of any
 * connection that breaks, with `UNAVAILABLE`; grpc-js's own way of doing it looks to clients like a
 * fault within the server.
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
