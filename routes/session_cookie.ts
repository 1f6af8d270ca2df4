import type { Context, MiddlewareHandler } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { AppError } from "../domain/app_error.ts";
import type { SignedIn } from "../domain/accounts.ts";
import type { App } from "../domain/app.ts";
import type { Right } from "../domain/right_gateway.ts";
import type { User } from "../domain/user.ts";
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

/** The signed-in user of a route behind `requireUser()`. */
export function signedInUser(c: Context<RouteEnv>): User {
  if (!c.var.user) throw notSignedIn();
  return c.var.user;
}

/** What the streams of a route behind `requireUser()` are opened with. */
export function sessionRight(c: Context<RouteEnv>): Right {
  return { kind: "session", id: c.var.sessionId! };
}

/** The error about a request that needs a session and has none. */
export function notSignedIn(): AppError {
  return new AppError("unauthenticated", said`Sign in to go on`);
}
