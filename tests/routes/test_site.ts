import type { Hono } from "hono";
import type { User } from "../../domain/accounts/user.ts";
import type { Log, LogFields } from "../../domain/log.ts";
import { StreamLimit } from "../../domain/answers/stream_limit.ts";
import { sha256 } from "../../infra/hashes/sha256.ts";
import { gzipPage, loadAssetFiles } from "../../infra/web/asset_files.ts";
import { createRoutes, type RouteDeps } from "../../routes/create_routes.ts";
import type { RouteEnv } from "../../routes/route_env.ts";
import type { Site } from "../../routes/site.ts";
import { localRendering } from "../support/browser/local_rendering.ts";
import { paths } from "../../views/paths.ts";
import { startTestApp, type TestApp, type TestAppOptions } from "../support/app/test_app.ts";
import { Visitor } from "./visitor.ts";

/** A line of the log. */
export type LogLine = { readonly message: string; readonly fields?: LogFields };

/** Options that differ from the defaults. */
export type TestSiteOptions = TestAppOptions & {
  readonly site?: Partial<Site>;
  /** How many streams of answers a user may have open; 32 by default. */
  readonly streamsPerUser?: number;
  readonly routes?: Partial<RouteDeps>;
};

/** The real routes on the real app. */
export type TestSite = TestApp & {
  readonly routes: Hono<RouteEnv>;
  /** All lines of the log, oldest first. */
  readonly lines: readonly LogLine[];
  /** A new visitor without a session. */
  visitor(): Visitor;
  /** A visitor with a new account. */
  signUp(name?: string): Promise<{ visitor: Visitor; user: User }>;
};

/** Password of test users. */
export const PASSWORD = "correct horse battery";

/** Starts an app with its routes. */
export async function startTestSite(options: TestSiteOptions = {}): Promise<TestSite> {
  const test = await startTestApp(options);
  const lines: LogLine[] = [];
  const routes = createRoutes({
    app: test.app,
    log: memoryLog(lines),
    site: {
      publicUrl: null,
      signUpOpen: true,
      isDemo: false,
      trustedProxies: 0,
      images: [],
      ...options.site,
    },
    assets: await loadAssetFiles(new URL("../../views/assets/", import.meta.url), paths.asset),
    gzip: gzipPage,
    sha256,
    renderer: localRendering.renderer,
    streams: new StreamLimit(options.streamsPerUser ?? 32),
    ready: () => Promise.resolve(true),
    ...options.routes,
  });
  return {
    ...test,
    routes,
    lines,
    visitor: () => new Visitor(routes),
    async signUp(name = "Owner") {
      const email = `${crypto.randomUUID()}@example.com`;
      const account = { name, email, password: PASSWORD, client: "192.0.2.1" };
      const { user, secret } = await test.app.signUp(account);
      const visitor = new Visitor(routes);
      visitor.cookies.set("session", secret);
      return { visitor, user };
    },
  };
}

function memoryLog(lines: LogLine[]): Log {
  const write = (message: string, fields?: LogFields) => void lines.push({ message, fields });
  return {
    debug: write,
    info: write,
    warn: write,
    error: (message, error, fields) => write(`${message}: ${error}`, fields),
  };
}
