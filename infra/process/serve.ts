import type { Log } from "../../domain/log.ts";
import type { Config } from "../config/config.ts";
import { GRPC_GUESTS, proxyTest, WEB_GUESTS } from "../connections/guests.ts";
import type { GrpcTls } from "../grpc/grpc_listener.ts";
import type { GrpcServer } from "../grpc/grpc_server.ts";
import { createServerLog } from "../log/program_log.ts";
import { startMetricsServer } from "../metrics/server.ts";
import { SystemClock } from "../runtime/system_clock.ts";
import { startWebServer, type WebServer, type WebServerOptions } from "../web/web_server.ts";
import { announce, type ServedPorts } from "./announce.ts";
import type { Program } from "./open_program.ts";
import { stopSignals } from "./stop_signals.ts";

/** A running Parley. */
export type Server = ServedPorts & {
  /**
   * Fails readiness probes, refuses new questions, gives running answers their grace time, stores
   * their text, and closes everything. Pages stay readable until the answers have ended.
   *
   * @param graceMs By default the configured time. A second call with less time shortens the first
   * one's.
   */
  stop(graceMs?: number): Promise<void>;
};

/** What to serve. The server owns it and closes it when it stops. */
export type Served = Program & {
  /** Answers requests for pages and JSON. */
  readonly fetch: WebServerOptions["handle"];
  /** For gRPC, which is plain text without it. */
  readonly tls?: GrpcTls;
};

/** Starts the program. */
export type Start = (config: Config, log: Log) => Promise<Pick<Server, "stop">>;

/** How long connections may take to close after all answers have ended. */
const CLOSING_MS = 2_000;

/**
 * How long pages are served before gRPC is loaded, which blocks the event loop for a while: enough
 * for a browser that waits for the program to start.
 */
const HEAD_START_MS = 50;

/**
 * How long the database may take after the grace time to store running answers, in milliseconds.
 */
const EXIT_AFTER_GRACE_MS = 10_000;

/** Serves until the process gets a signal to stop. @returns the exit code. */
export async function serveUntilSignal(config: Config, start: Start): Promise<number> {
  const { first, second } = stopSignals();
  const log = createServerLog(config);
  const server = await start(config, log);
  log.info(`Stopping after ${await first}`);
  second.then((signal) => {
    log.info(`Stopping without further delay after another ${signal}`);
    return server.stop(0);
  });
  setTimeout(() => {
    log.error("Cannot store running answers in time; other processes will interrupt them");
    Deno.exit(1);
  }, config.shutdownGraceMs + EXIT_AFTER_GRACE_MS);
  await server.stop();
  return 0;
}

/**
 * Listens on all configured ports.
 *
 * @throws {StartError} when a port is taken; nothing is left running.
 */
export async function serve(config: Config, served: Served): Promise<Server> {
  await using opened = new AsyncDisposableStack();
  const { app, log, readiness } = opened.use(served);
  readiness.setServing(false);
  const metrics = serveMetrics(config, served);
  opened.defer(() => metrics?.stop(0));
  const web = config.serve.web ? serveWeb(config, served) : null;
  opened.defer(() => web?.stop(CLOSING_MS));
  if (web && config.serve.grpc) await new SystemClock().sleep(HEAD_START_MS);
  const grpc = config.serve.grpc ? await serveGrpc(config, served) : null;

  const ports = {
    webPort: web?.port ?? null,
    grpcPort: grpc?.port ?? null,
    metricsPort: metrics?.port ?? null,
  };
  readiness.setServing(true);
  announce(config, ports, log);
  const running = opened.move();
  return {
    ...ports,
    async stop(graceMs = config.shutdownGraceMs) {
      readiness.setServing(false);
      grpc?.setServing(false);
      // Tells gRPC clients to connect elsewhere; running calls go on.
      const grpcDrained = grpc?.stop(graceMs + CLOSING_MS);
      try {
        await app.shutdown(graceMs);
      } finally {
        await Promise.all([web?.stop(CLOSING_MS), grpc?.stop(CLOSING_MS), grpcDrained]);
        await running.disposeAsync();
      }
    },
  };
}

function serveMetrics({ metrics: place }: Config, { metrics }: Served): WebServer | null {
  return place && metrics ? startMetricsServer({ metrics, ...place }) : null;
}

function serveWeb({ host, webPort: port, trustedProxies }: Config, served: Served): WebServer {
  const { log, fetch: handle } = served;
  const guests = { ...WEB_GUESTS, isProxy: proxyTest(trustedProxies) };
  return startWebServer({ host, port, guests, log, handle });
}

/** Imports the gRPC server only when needed: it takes as long to load as everything else. */
async function serveGrpc(config: Config, served: Served): Promise<GrpcServer> {
  const { startGrpcServer } = await import("../grpc/grpc_server.ts");
  const { host, grpcPort: port, trustedProxies } = config;
  const connections = { maxAge: config.grpcConnectionAgeMs };
  const guests = { ...GRPC_GUESTS, isProxy: proxyTest(trustedProxies) };
  return await startGrpcServer({ ...served, host, port, connections, guests });
}
