import type { Context, ErrorHandler, NotFoundHandler } from "hono";
import { RETRY_SECONDS, retryAfter } from "../../domain/app_error.ts";
import { said } from "../../domain/said.ts";
import type { Log } from "../../domain/log.ts";
import { Alert } from "../../views/alert.tsx";
import { ErrorPage } from "../../views/error_page.tsx";
import type { AssetUrls } from "../../views/layout.tsx";
import { apiProblem } from "./json.ts";
import { isHtmx } from "../http/go_to.ts";
import { challenge, isApiPath, isProgramPath, LEGACY_PATH } from "../http/program_paths.ts";
import { repeatedRequest } from "./repeated_request.ts";
import { factsOf, type Problem, problem, problemFromError } from "./problem.ts";
import type { RouteEnv } from "../route_env.ts";

/** Reports problems in the format that the caller reads. */
export class ProblemView {
  readonly #assets: AssetUrls;
  readonly #log: Log;

  constructor(assets: AssetUrls, log: Log) {
    this.#assets = assets;
    this.#log = log;
  }

  /**
   * Reports a problem: as JSON to programs, as a notice to htmx, else as a page. If the problem is
   * temporary, the page offers to send the request again.
   */
  async show(c: Context<RouteEnv>, problem: Problem): Promise<Response> {
    setRetryAfter(c, problem);
    if (problem.status === 401 && isProgramPath(c.req.path)) {
      c.header("WWW-Authenticate", challenge(c));
    }
    if (isApiPath(c.req.path)) return apiProblem(c, problem);
    const { status } = problem;
    const { t } = c.var;
    const message = t.say(problem.words);
    if (wantsJson(c)) return c.json(problemBody(problem), status);
    const isPassing = status === 503 || status === 429;
    if (isPassing && c.req.path.endsWith("/events")) return endedEvents(c, problem);
    if (isHtmx(c)) return c.html(<Alert message={message} />, status);
    const requestId = status === 500 ? c.var.requestId : undefined;
    const again = isPassing ? await repeatedRequest(c) : undefined;
    const title = t.site.problemTitles[status] ?? t.site.problemTitles[0]!;
    const page = { t, assets: this.#assets, status, title, message, requestId, again };
    if (again && c.req.path.endsWith("/live")) c.header("Refresh", String(RETRY_SECONDS));
    return c.html(<ErrorPage {...page} />, status);
  }

  /**
   * Hono's handler for what routes throw. Unexpected errors are logged, and callers get no details.
   */
  readonly onError: ErrorHandler<RouteEnv> = (error, c) => {
    const known = problemFromError(error);
    if (!known) this.#log.error("request failed", error, { requestId: c.var.requestId });
    const internal = { code: "internal", words: said`Internal error` };
    return this.show(c, known ?? problem(500, internal));
  };

  /** Hono's handler for unknown paths. */
  readonly notFound: NotFoundHandler<RouteEnv> = (c) => {
    return this.show(c, problem(404, { code: "not_found", words: said`There is nothing here` }));
  };

  /** Reports a method that the path doesn't accept. */
  readonly methodNotAllowed = (c: Context<RouteEnv>, methods: string[]) => {
    c.header("Allow", methods.join(", "));
    const words = said`Cannot ${c.req.method} this path; it accepts ${methods.join(", ")}`;
    return this.show(c, problem(405, { code: "method_not_allowed", words }));
  };
}

/** A problem as JSON, for programs. */
export function problemBody(problem: Problem) {
  const { code, words, details: { fields } } = problem;
  const facts = { ...fields && { fields: inFormNames(fields) }, ...factsOf(problem) };
  return { error: { code, message: String(words), ...facts } };
}

/** Forms carry the idempotency key in their field `requestId`. */
function inFormNames({ idempotencyKey, ...fields }: Readonly<Record<string, string>>) {
  return { ...idempotencyKey !== undefined && { requestId: idempotencyKey }, ...fields };
}

/** Sets `Retry-After` if it is known when to try again. */
export function setRetryAfter(c: Context, problem: Problem): void {
  const seconds = retryAfter(problem);
  if (seconds !== undefined) c.header("Retry-After", String(seconds));
}

/**
 * The response in place of a stream that isn't available now. htmx reconnects when a stream ends,
 * whatever its status; after another type of response it wouldn't try again.
 */
function endedEvents(c: Context, { status, words }: Problem): Response {
  const body = `: ${words}\n\n`;
  return c.newResponse(body, status, { "Content-Type": "text/event-stream" });
}

function wantsJson(c: Context): boolean {
  const accept = c.req.header("Accept") ?? "";
  return c.req.path === LEGACY_PATH || /\bjson\b/.test(accept) && !accept.includes("text/html");
}
