import { StreamLimit } from "../../domain/answers/stream_limit.ts";
import { type App, createApp } from "../../domain/app.ts";
import type { Log } from "../../domain/log.ts";
import type { Config } from "../config/config.ts";
import { startSearchIndexer } from "../db/search/search_indexer.ts";
import type { PrometheusMetrics } from "../metrics/prometheus.ts";
import { createAppDeps } from "./create_app_deps.ts";
import { openProgramDatabase } from "./open_program_database.ts";
import { Readiness } from "./readiness.ts";

/**
 * The running program that pages, JSON and gRPC share. Disposing of it interrupts answers at once.
 */
export type Program = AsyncDisposable & {
  readonly app: App;
  readonly log: Log;
  /** Only if configured. */
  readonly metrics?: PrometheusMetrics;
  readonly streams: StreamLimit;
  readonly readiness: Readiness;
};

/**
 * Opens the database and starts the app on it.
 *
 * @throws {StartError} when the database can't be used; nothing is left open.
 */
export async function openProgram(config: Config, log: Log): Promise<Program> {
  await using opened = new AsyncDisposableStack();
  for (const warning of config.warnings) log.warn(warning);
  const database = await openProgramDatabase(config, log);
  opened.defer(() => database.close());
  const streams = new StreamLimit(config.streamsPerUser);
  const metrics = config.metrics ? await createMetrics(streams) : undefined;
  const deps = await createAppDeps(config, { database, log, metrics });
  const app = createApp(deps);
  await app.start();
  opened.defer(() => app.shutdown(0));
  opened.use(startSearchIndexer(database, deps));
  const readiness = new Readiness(database);
  const owned = opened.move();
  return {
    app,
    log,
    metrics,
    streams,
    readiness,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Imports the metrics library only when metrics are configured. */
async function createMetrics(streams: StreamLimit): Promise<PrometheusMetrics> {
  const { PrometheusMetrics } = await import("../metrics/prometheus.ts");
  return new PrometheusMetrics({ openStreams: () => streams.size });
}
