import { adoptAll, type AdoptionReport } from "./domain/archive/adoptions.ts";
import { type App, createApp } from "./domain/app.ts";
import { AppError } from "./domain/app_error.ts";
import type { Log } from "./domain/log.ts";
import type { TransportMetrics } from "./domain/metrics.ts";
import { StreamLimit } from "./domain/answers/stream_limit.ts";
import { ADOPT_USAGE, adoptOptions } from "./infra/commands/adopt_options.ts";
import { adoptionText } from "./infra/commands/adoption_text.ts";
import { gzipPage, loadAssetFiles } from "./infra/web/asset_files.ts";
import { announce, type ServedPorts } from "./infra/process/announce.ts";
import { BoundedWorker } from "./infra/workers/bounded_worker.ts";
import { type Config, ConfigError, readConfig } from "./infra/config/config.ts";
import { createAppDeps } from "./infra/process/create_app_deps.ts";
import { createProgramLog } from "./infra/log/program_log.ts";
import { startSearchCatchUp } from "./infra/db/search/catch_up.ts";
import { readEnvironment } from "./infra/process/environment.ts";
import type { GrpcServer } from "./infra/grpc/grpc_server.ts";
import { readTls } from "./infra/grpc/read_tls.ts";
import type { GrpcTls } from "./infra/grpc/grpc_listener.ts";
import { GRPC_GUESTS, proxyTest, WEB_GUESTS } from "./infra/connections/guests.ts";
import { startMetricsServer } from "./infra/metrics/server.ts";
import { openProgramDatabase } from "./infra/process/open_program_database.ts";
import { Readiness } from "./infra/process/readiness.ts";
import { StartError } from "./infra/process/start_error.ts";
import { fromOptions, TOKEN_USAGE, tokenOptions } from "./infra/commands/token_options.ts";
import { UsageError } from "./infra/commands/usage_error.ts";
import { stopSignals } from "./infra/process/stop_signals.ts";
import { SystemClock } from "./infra/process/system_clock.ts";
import { startWebServer, type WebServer } from "./infra/web/web_server.ts";
import { createRoutes } from "./routes/create_routes.ts";
import { createRenderer, type Renderer } from "./routes/rendering/renderer.ts";
import { paths } from "./views/paths.ts";

/** A running Parley. */
export type Server = ServedPorts & {
  /**
   * Tells probes that this process isn't ready any more, refuses new questions, gives running answers
   * their grace time, stores what there is, and closes everything. Whatever can be read is served
   * until the answers have ended.
   *
   * @param graceMs As configured by default. A second call with less time cuts the first one short.
   */
  stop(graceMs?: number): Promise<void>;
};

/** How long connections may take to end once all answers have. */
const LAST_WORDS_MS = 2_000;

/** How long after the grace time the database may take to store what there is. */
const LAST_RESORT_MS = 10_000;

/**
 * How long one text may take to render. The bounds on sizes have all texts take a second or two at most, so this is
 * for what nobody has thought of.
 */
const RENDERING_LIMIT_MS = 10_000;

/**
 * Starts what the configuration asks for.
 *
 * @throws {ConfigError} when a certificate can't be read.
 * @throws {StartError} when the database can't be used or a port is taken; nothing is left running.
 */
export async function start(config: Config, log: Log = createProgramLog(config)): Promise<Server> {
  const tls = await readTls(config);
  await using opened = new AsyncDisposableStack();
  const database = await openProgramDatabase(config, log);
  opened.defer(() => database.close());
  const readiness = new Readiness(database);
  const streams = new StreamLimit(config.streamsPerUser);
  const measured = await serveMetrics(config, streams);
  opened.defer(() => measured?.server.stop(0));
  const metrics = measured?.metrics;
  const app = createApp(await createAppDeps(config, { database, log, metrics }));
  await app.start();
  // Without grace, for a start that fails further down.
  opened.defer(() => app.shutdown(0));
  opened.use(startSearchCatchUp(database, { log, clock: new SystemClock() }));

  const deps = { app, log, metrics, streams };
  const { renderer } = opened.use(openRenderer(log));
  const web = config.serve.web ? await serveWeb(config, { ...deps, renderer, readiness }) : null;
  opened.defer(() => web?.stop(LAST_WORDS_MS));
  const grpc = config.serve.grpc ? await serveGrpc(config, { ...deps, tls }) : null;

  const server = {
    webPort: web?.port ?? null,
    grpcPort: grpc?.port ?? null,
    metricsPort: measured?.server.port ?? null,
  };
  announce(config, server, log);
  const running = opened.move();
  return {
    ...server,
    async stop(graceMs = config.shutdownGraceMs) {
      readiness.stop();
      grpc?.setServing(false);
      // Its clients are told to connect elsewhere; calls under way go on.
      const grpcDrained = grpc?.stop(graceMs + LAST_WORDS_MS);
      try {
        await app.shutdown(graceMs);
      } finally {
        await Promise.all([web?.stop(LAST_WORDS_MS), grpc?.stop(LAST_WORDS_MS), grpcDrained]);
        await running.disposeAsync();
      }
    },
  };
}

type TransportDeps = {
  readonly app: App;
  readonly log: Log;
  readonly metrics?: TransportMetrics;
  readonly streams: StreamLimit;
};
type WebDeps = TransportDeps & { readonly renderer: Renderer; readonly readiness: Readiness };

/** Renders in workers, growing answers apart from those that have ended, for which they are not to wait. */
function openRenderer(log: Log): Disposable & { readonly renderer: Renderer } {
  const url = new URL("./routes/rendering/render_worker.ts", import.meta.url);
  const ended = new BoundedWorker({ url, timeLimit: RENDERING_LIMIT_MS });
  const growing = new BoundedWorker({ url, timeLimit: RENDERING_LIMIT_MS });
  return {
    renderer: createRenderer({ ended, growing, log }),
    [Symbol.dispose]() {
      ended.close();
      growing.close();
    },
  };
}

async function serveWeb(config: Config, deps: WebDeps): Promise<WebServer> {
  const routes = await createSite(config, deps);
  return startWebServer({
    host: config.host,
    port: config.webPort,
    guests: { ...WEB_GUESTS, isProxy: proxyTest(config.trustedProxies) },
    log: deps.log,
    handle: (request, client) => routes.fetch(request, client),
  });
}

async function createSite(config: Config, { readiness, ...deps }: WebDeps) {
  const { publicUrl, trustedProxies, images, corsOrigins, signUp, openai } = config;
  return createRoutes({
    ...deps,
    ready: () => readiness.isReady(),
    assets: await loadAssetFiles(new URL("./views/assets/", import.meta.url), paths.asset),
    gzip: gzipPage,
    site: {
      ...{ publicUrl, trustedProxies, images, corsOrigins },
      ...{ signUpOpen: signUp === "open", isDemo: openai === null },
    },
  });
}

/** Imported only where it is served, and after pages are: it takes as long to load as all the rest. */
async function serveGrpc(
  config: Config,
  { tls, ...deps }: TransportDeps & { readonly tls?: GrpcTls },
): Promise<GrpcServer> {
  const { startGrpcServer } = await import("./infra/grpc/grpc_server.ts");
  const { host, grpcPort: port } = config;
  const connections = { maxAge: config.grpcConnectionAgeMs };
  const guests = { ...GRPC_GUESTS, isProxy: proxyTest(config.trustedProxies) };
  return await startGrpcServer({ ...deps, host, port, connections, guests, ...tls && { tls } });
}

/** Imported only where somebody looks at metrics. */
async function serveMetrics({ metrics: place }: Config, streams: StreamLimit) {
  if (!place) return null;
  const { PrometheusMetrics } = await import("./infra/metrics/prometheus.ts");
  const metrics = new PrometheusMetrics({ openStreams: () => streams.size });
  return { metrics, server: startMetricsServer({ metrics, ...place }) };
}

let site: ReturnType<typeof openSite> | undefined;

/**
 * Answers a request, for hosts that listen themselves. The first request reads the environment and
 * opens the database; when that fails, the next request tries again.
 */
export async function fetch(request: Request): Promise<Response> {
  site ??= openSite().catch((error) => {
    site = undefined;
    throw error;
  });
  const routes = await site;
  return await routes.fetch(request);
}

async function openSite() {
  const config = readConfig(await readEnvironment());
  const log = createProgramLog(config);
  await using opened = new AsyncDisposableStack();
  const database = await openProgramDatabase(config, log);
  opened.defer(() => database.close());
  const app = createApp(await createAppDeps(config, { database, log }));
  await app.start();
  opened.defer(() => app.shutdown(0));
  opened.use(startSearchCatchUp(database, { log, clock: new SystemClock() }));
  const streams = new StreamLimit(config.streamsPerUser);
  const readiness = new Readiness(database);
  const { renderer } = opened.use(openRenderer(log));
  const routes = await createSite(config, { app, log, streams, renderer, readiness });
  opened.move();
  return routes;
}

const usage = `Usage:
  deno task start
    serve pages, JSON and gRPC
  deno task migrate
    bring the database's schema up to date
  ${TOKEN_USAGE}
    make an API token for an account; for everything and for ever unless scopes or days are given
  ${ADOPT_USAGE}
    bring the chats of the predecessor's database here; that database is only read`;

/** Runs a command until it is done. @returns the exit code: 2 for what its caller got wrong. */
async function run([command = "start", ...options]: string[]): Promise<number> {
  const commands: Record<string, (config: Config, options: string[]) => Promise<number>> = {
    start: serveUntilSignal,
    migrate: migrateOnce,
    token: createToken,
    adopt: adoptChats,
  };
  if ([command, ...options].includes("--help")) {
    console.log(usage);
    return 0;
  }
  const execute = Object.hasOwn(commands, command) && commands[command];
  if (!execute) return showUsage();
  try {
    return await execute(readConfig(await readEnvironment()), options);
  } catch (error) {
    if (error instanceof UsageError) return showUsage(error.message);
    const isForOperator = error instanceof ConfigError || error instanceof StartError ||
      error instanceof AppError;
    console.error(isForOperator ? error.message : error);
    return error instanceof ConfigError ? 2 : 1;
  }
}

async function serveUntilSignal(config: Config): Promise<number> {
  const { first, second } = stopSignals();
  const log = createProgramLog(config);
  const server = await start(config, log);
  log.info(`Stopping after ${await first}`);
  second.then((signal) => {
    log.info(`Stopping without further delay after another ${signal}`);
    return server.stop(0);
  });
  setTimeout(() => {
    log.error("Cannot store what there is in time; other processes will find it");
    Deno.exit(1);
  }, config.shutdownGraceMs + LAST_RESORT_MS);
  await server.stop();
  return 0;
}

async function migrateOnce(config: Config): Promise<number> {
  const database = await openProgramDatabase(
    { ...config, migrate: true },
    createProgramLog(config),
  );
  await database.close();
  return 0;
}

async function createToken(config: Config, args: string[]): Promise<number> {
  const options = tokenOptions(args);
  const log = createProgramLog({ ...config, logLevel: "warn" });
  const database = await openProgramDatabase(config, log);
  const app = createApp(await createAppDeps(config, { database, log }));
  try {
    console.log((await app.createApiToken(options)).token);
    return 0;
  } catch (error) {
    throw fromOptions(error);
  } finally {
    await database.close();
  }
}

/** How many chats are read between two lines about them. */
const PROGRESS = 1000;

async function adoptChats(config: Config, args: string[]): Promise<number> {
  const from = adoptOptions(args, config.databaseUrl);
  const { openPredecessorChats } = await import(
    "./infra/db/archive/predecessor/predecessor_chats.ts"
  );
  await using predecessor = await openPredecessorChats(from);
  const log = createProgramLog({ ...config, logLevel: "warn" });
  const database = await openProgramDatabase(config, log);
  try {
    const deps = await createAppDeps(config, { database, log });
    const report = await adoptAll(deps, predecessor.all(), showProgress);
    console.log(adoptionText(report, predecessor.pageTables));
    return report.leftOut === 0 ? 0 : 1;
  } finally {
    await database.close();
  }
}

function showProgress({ chats, present }: AdoptionReport): void {
  const count = chats + present;
  if (count > 0 && count % PROGRESS === 0) console.error(`${count} chats so far`);
}

function showUsage(problems?: string): number {
  if (problems) console.error(`${problems}\n`);
  console.error(usage);
  return 2;
}

if (import.meta.main) Deno.exit(await run(Deno.args));
