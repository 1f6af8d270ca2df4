import { type Context, Hono } from "hono";
import { except } from "hono/combine";
import { requestId } from "hono/request-id";
import type { StreamLimit } from "../domain/answers/stream_limit.ts";
import type { App } from "../domain/app.ts";
import { AppError } from "../domain/app_error.ts";
import type { Log } from "../domain/log.ts";
import type { TransportMetrics } from "../domain/metrics.ts";
import { said } from "../domain/said.ts";
import { assetUrls } from "../views/layout.tsx";
import { paths } from "../views/paths.ts";
import { accessRoutes } from "./accounts/access_routes.ts";
import { accountRoutes } from "./accounts/account_routes.ts";
import { AccountPageView } from "./accounts/page_view.tsx";
import { requireUser } from "./accounts/require_user.tsx";
import { BrowserCookies } from "./accounts/secret_cookie.ts";
import { loadSession } from "./accounts/session_cookie.ts";
import { providerRoutes } from "./accounts/provider_routes.tsx";
import { signInRoutes } from "./accounts/sign_in_routes.tsx";
import { SignInView } from "./accounts/sign_in_view.tsx";
import { branchRoutes } from "./answers/branch_routes.tsx";
import { MessageData } from "./answers/message_data.ts";
import { messageRoutes } from "./answers/message_routes.tsx";
import { streamRoutes } from "./answers/stream_routes.tsx";
import { API_ROOT } from "./api/api.ts";
import { apiCors } from "./api/cors.ts";
import { legacyRoutes } from "./api/legacy_routes.ts";
import { apiRoutes } from "./api/routes.ts";
import { exportRoutes } from "./archive/export_routes.ts";
import { importRoutes } from "./archive/import_routes.ts";
import type { Assets } from "./assets.ts";
import { ChatData } from "./chats/chat_data.ts";
import { chatRoutes } from "./chats/chat_routes.tsx";
import { chatListRoutes } from "./chats/list_routes.tsx";
import { chatMenuRoutes } from "./chats/menu_routes.tsx";
import { settingsRoutes } from "./chats/settings_routes.tsx";
import { ShellData } from "./chats/shell_data.ts";
import { accessLog } from "./http/access_log.ts";
import type { BodyPace } from "./http/body_parts.ts";
import { compressPages } from "./http/compress_pages.ts";
import { idPath } from "./http/id_path.ts";
import { knownPath } from "./http/known_path.ts";
import { limitBody } from "./http/limit_body.ts";
import { loadTexts } from "./http/load_texts.ts";
import { LEGACY_PATH } from "./http/program_paths.ts";
import { sameOrigin } from "./http/same_origin.ts";
import { noStore, securityHeaders } from "./http/security_headers.ts";
import { ProblemView } from "./problems/view.tsx";
import { singleHeaders } from "./http/single_headers.ts";
import type { Renderer } from "./streams/renderer.ts";
import type { RouteEnv } from "./route_env.ts";
import { searchRoutes } from "./search/search_routes.tsx";
import { shareRoutes } from "./sharing/share_routes.tsx";
import { sharedChatRoutes, sharedHeaders } from "./sharing/shared_chat_routes.tsx";
import type { Site } from "./site.ts";
import { siteRoutes } from "./site_routes.ts";
import { AnswerHtml } from "./streams/answer_html.ts";

/** Everything that the HTTP routes need. */
export type RouteDeps = {
  readonly app: App;
  readonly log: Log;
  /** Counts requests; by default nothing does. */
  readonly metrics?: TransportMetrics;
  readonly site: Site;
  readonly assets: Assets;
  /** Renders the text of answers as HTML. */
  readonly renderer: Renderer;
  /** How many streams of answers a user may have open, over all transports. */
  readonly streams: StreamLimit;
  /** How slowly files may arrive; {@link UPLOAD_PACE} by default. */
  readonly uploadPace?: BodyPace;
  /** Whether this process is ready: it isn't stopping, and the database answers. */
  readonly ready: () => Promise<boolean>;
  /** The SHA-256 of a text in UTF-8, as hexadecimal digits. */
  readonly sha256: (text: string) => string;
  /** Compresses a page with gzip; without it a proxy may compress pages. */
  readonly gzip?: (
    page: Uint8Array<ArrayBuffer>,
  ) => Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
};

/** Most bytes of a request's body. The longest message takes 0.9 MB as a form field. */
const MAX_BODY = 1024 * 1024;

/** Most bytes of a body from a caller who isn't authenticated, such as a sign-in form. */
const GUEST_BODY = 16 * 1024;

/**
 * The web side of Parley: pages, their fragments and streams, the predecessor's JSON, health checks
 * and the page's files.
 *
 * @returns A Hono app. Its `fetch` takes the facts about the connection as its second argument: the
 * bindings of {@link RouteEnv}.
 */
export function createRoutes(deps: RouteDeps): Hono<RouteEnv> {
  const { app, log, site, renderer } = deps;
  const { images } = site;
  const assets = assetUrls((name) => deps.assets.url(name));
  const problems = new ProblemView(assets, log);
  const routes = new Hono<RouteEnv>({ getPath: idPath });
  routes.onError(problems.onError);
  routes.notFound(problems.notFound);

  const texts = loadTexts();
  routes.use("/share/*", sharedHeaders());
  routes.use(requestId(), accessLog(log, deps.metrics), securityHeaders(site), noStore(), texts);
  const { corsOrigins = [] } = site;
  if (corsOrigins.length > 0) routes.use(`${API_ROOT}/*`, apiCors(corsOrigins));
  if (deps.gzip) routes.use(compressPages(deps.gzip));
  routes.use(
    knownPath(routes, problems),
    except(
      [paths.importChats(), paths.apiImports()],
      limitBody({ maxSize: maxBody, onError: refuseBody, pace: deps.uploadPace }),
    ),
  );
  for (const path of [LEGACY_PATH, `${API_ROOT}/*`]) routes.use(path, singleHeaders());
  routes.route("/", siteRoutes(deps));
  routes.route("/", legacyRoutes(app));
  const { uploadPace } = deps;
  routes.route("/", apiRoutes({ app, log, streams: deps.streams, assets, site, uploadPace }));
  const readOnlyHtml = new AnswerHtml({ renderer, images, canCopy: false });
  routes.route("/", sharedChatRoutes({ app, assets, answerHtml: readOnlyHtml }));

  const cookies = new BrowserCookies(site);
  const answerHtml = new AnswerHtml({ renderer, images });
  const shell = new ShellData({ app, assets, isDemo: site.isDemo });
  const messages = new MessageData({ app, answerHtml });
  const chats = new ChatData({ app, shell, messages, sha256: deps.sha256 });
  routes.use(sameOrigin(site), loadSession(app, cookies), texts);
  const signIn = new SignInView({ app, site, assets });
  routes.route("/", signInRoutes({ app, site, assets, cookies, signIn, chats }));
  for (const path of ["/", "/chats/*", "/account/*"]) {
    routes.use(path, requireUser(signIn));
  }
  routes.route("/", searchRoutes({ app, shell }));
  routes.route("/", chatRoutes({ app, chats }));
  routes.route("/", chatListRoutes({ app, shell }));
  routes.route("/", chatMenuRoutes({ app, chats, shell }));
  routes.route("/", messageRoutes({ app, shell, chats, messages }));
  routes.route("/", branchRoutes({ app, shell, messages }));
  const accountPage = new AccountPageView(app, shell);
  routes.route("/", providerRoutes({ app, site, cookies, assets, signIn, page: accountPage }));
  routes.route("/", accountRoutes({ app, site, cookies, page: accountPage }));
  routes.route("/", accessRoutes({ app, page: accountPage }));
  routes.route("/", settingsRoutes({ app, shell, page: accountPage }));
  routes.route("/", exportRoutes({ app }));
  routes.route("/", importRoutes({ app, page: accountPage, uploadPace }));
  routes.route("/", shareRoutes({ app, shell, site }));
  const { stylesheet } = assets;
  const { streams } = deps;
  const shown = { messages, renderer, readOnlyHtml, stylesheet, images };
  routes.route("/", streamRoutes({ app, log, streams, ...shown }));
  return routes;
}

/** Callers who aren't authenticated may not fill the memory. */
function maxBody(c: Context<RouteEnv>): number {
  return c.var.user || c.var.principal ? MAX_BODY : GUEST_BODY;
}

function refuseBody(maxSize: number): never {
  throw new AppError(
    "payload_too_large",
    maxSize === MAX_BODY
      ? said`Cannot read a request of more than ${maxSize} bytes`
      : said`Cannot read a request of more than ${maxSize} bytes before you sign in`,
  );
}
