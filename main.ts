import type { Log } from "./domain/log.ts";
import { runCommand } from "./infra/commands/commands.ts";
import { type Config, readConfig } from "./infra/config/config.ts";
import { readTls } from "./infra/grpc/read_tls.ts";
import { sha256 } from "./infra/hashes/sha256.ts";
import { createProgramLog } from "./infra/log/program_log.ts";
import { readEnvironment } from "./infra/process/environment.ts";
import { openProgram, type Program } from "./infra/process/open_program.ts";
import { serve, type Server } from "./infra/process/serve.ts";
import { gzipPage, loadAssetFiles } from "./infra/web/asset_files.ts";
import { BoundedWorker } from "./infra/workers/bounded_worker.ts";
import { createRoutes } from "./routes/create_routes.ts";
import { createRenderer } from "./routes/streams/renderer.ts";
import { paths } from "./views/paths.ts";

/**
 * Starts the servers that the configuration names.
 *
 * @throws {ConfigError} when a certificate can't be read.
 * @throws {StartError} when the database can't be used or a port is taken; nothing is left running.
 */
export async function start(config: Config, log: Log = createProgramLog(config)): Promise<Server> {
  const tls = await readTls(config);
  return await serve(config, { ...await open(config, log), tls });
}

/** The program with the `fetch` handler of its pages and JSON API. gRPC uses its `app`. */
type Parley = Program & { readonly fetch: ReturnType<typeof createRoutes>["fetch"] };

/** Opens the program without listening anywhere. Disposing of it closes it. */
async function open(config: Config, log: Log): Promise<Parley> {
  await using opened = new AsyncDisposableStack();
  const program = opened.use(await openProgram(config, log));
  const { publicUrl, trustedProxies, images, corsOrigins, signUp, passwordSignIn, isDemo } = config;
  const { fetch } = createRoutes({
    ...program,
    site: {
      publicUrl,
      trustedProxies,
      images,
      corsOrigins,
      signUpOpen: signUp === "open",
      passwordSignIn,
      isDemo,
    },
    assets: await loadAssetFiles(new URL("./views/assets/", import.meta.url), paths.asset),
    // Two workers, so that growing answers don't wait behind long finished ones.
    renderer: createRenderer({
      ended: opened.use(renderWorker()),
      growing: opened.use(renderWorker()),
      log,
    }),
    ready: () => program.readiness.isReady(),
    gzip: gzipPage,
    sha256,
  });
  const owned = opened.move();
  return { ...program, fetch, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Size limits keep rendering to a second or two; the time limit is for unforeseen cases. */
function renderWorker(): BoundedWorker {
  const url = new URL("./routes/streams/render_worker.ts", import.meta.url);
  return new BoundedWorker({ url, timeLimit: 10_000 });
}

let opening: Promise<Parley> | undefined;

/**
 * Handles a request, for hosts that listen themselves. The first request reads the environment and
 * opens the database; when that fails, the next request tries again.
 *
 * @param host What `deno serve` passes about the request's connection.
 */
export async function fetch(request: Request, host?: HostInfo): Promise<Response> {
  opening ??= openByEnvironment().catch((error) => {
    opening = undefined;
    throw error;
  });
  const parley = await opening;
  return await parley.fetch(request, { clientAddress: host?.remoteAddr?.hostname });
}

/** The part of `Deno.ServeHandlerInfo` that is used. */
type HostInfo = { readonly remoteAddr?: { readonly hostname?: string } };

async function openByEnvironment(): Promise<Parley> {
  const { values, notes } = await readEnvironment();
  const config = readConfig(values, notes);
  return await open(config, createProgramLog(config));
}

/** For hosts such as `deno serve`. */
export default { fetch };

// Under `deno serve` this is the main module, too, but without a command, since Deno listens
// itself.
if (import.meta.main && Deno.args.length > 0) Deno.exit(await runCommand(Deno.args, start));
