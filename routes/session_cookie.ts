import type { Context, MiddlewareHandler } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { paths } from "../views/paths.ts";
import { AppError } from "../domain/app_error.ts";
import type { SignedIn } from "../domain/accounts.ts";
import type { App } from "../domain/app.ts";
import type { User } from "../domain/user.ts";
import { goTo, isHtmx } from "./go_to.ts";
import type { RouteEnv, Site } from "./route_deps.ts";
import { isSecure } from "./security_headers.ts";
import { said } from "../domain/said.ts";

const NAME = "session";

/**
 * The cookie that holds a session's secret. Over TLS it carries the `__Host-` prefix, which binds it
 * to this very host (RFC 6265bis, section 4.1.3.2).
 */
export class SessionCookie {
  readonly #options: { prefix?: "host"; secure: boolean; httpOnly: true; sameSite: "Lax" };

  constructor(site: Site) {
    const secure = isSecure(site);
    this.#options = { ...secure && { prefix: "host" }, secure, httpOnly: true, sameSite: "Lax" };
  }

  /** The secret that came with the request. */
  read(c: Context): string | undefined {
    return getCookie(c, NAME, this.#options.prefix);
  }

  /** Gives the browser a session. */
  set(c: Context, session: Pick<SignedIn, "secret" | "expiresAt">): void {
    setCookie(c, NAME, session.secret, { ...this.#options, expires: session.expiresAt });
  }

  /** Takes the session from the browser. */
  clear(c: Context): void {
    deleteCookie(c, NAME, this.#options);
  }
}

/** Finds whose session the cookie names, and sends the cookie again when it was prolonged. */
export function loadSession(app: App, cookie: SessionCookie): MiddlewareHandler<RouteEnv> {
  return async function loadSession(c, next) {
    const secret = cookie.read(c);
    const session = secret ? await app.findSession(secret) : null;
    c.set("user", session?.user ?? null);
    c.set("sessionId", session?.sessionId ?? null);
    if (secret && session?.renewedUntil) {
      cookie.set(c, { secret, expiresAt: session.renewedUntil });
    }
    await next();
  };
}

/**
 * Leads visitors who are not signed in to sign-in, and from there back to the page they wanted. A
 * request for a stream gets 401: its page can't be led anywhere.
 */
export function requireUser(): MiddlewareHandler<RouteEnv> {
  return async function requireUser(c, next) {
    if (c.var.user) return await next();
    if (/\/(events|live|text)$/.test(c.req.path)) throw notSignedIn();
    return goTo(c, paths.signIn(wantedPage(c)));
  };
}

/** The signed-in user of a route behind {@link requireUser}. */
export function signedInUser(c: Context<RouteEnv>): User {
  if (!c.var.user) throw notSignedIn();
  return c.var.user;
}

function notSignedIn(): AppError {
  return new AppError("unauthenticated", said`Sign in to go on`);
}

/** The page to come back to; of a form or a fragment, the page it is part of. */
function wantedPage(c: Context): string | undefined {
  const { pathname, search } = new URL(c.req.url);
  const isPage = c.req.method === "GET" && !isHtmx(c);
  if (isPage) return pathname + search === paths.home() ? undefined : pathname + search;
  if (`${pathname}/`.startsWith(`${paths.account()}/`)) return paths.account();
  const isAboutMany = [paths.archiveChats(), paths.deleteChats(), paths.restoreChats()]
    .includes(pathname);
  if (isAboutMany) return paths.chats();
  const chatId = pathname.match(/^\/chats\/([^/]+)/)?.[1];
  return chatId && paths.chat(chatId);
}
