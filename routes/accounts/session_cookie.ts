import type { Context, MiddlewareHandler } from "hono";
import { AppError } from "../../domain/app_error.ts";
import type { App } from "../../domain/app.ts";
import type { Right } from "../../domain/accounts/right_gateway.ts";
import type { User } from "../../domain/accounts/user.ts";
import type { RouteEnv } from "../route_env.ts";
import type { BrowserCookies } from "./secret_cookie.ts";
import { said } from "../../domain/said.ts";

/**
 * Finds the session that the cookie names, and renews the cookie when the session was prolonged.
 */
export function loadSession(
  app: App,
  { session: cookie }: BrowserCookies,
): MiddlewareHandler<RouteEnv> {
  return async function loadSession(c, next) {
    const secret = cookie.read(c);
    const session = secret ? await app.findSession(secret) : null;
    c.set("user", session?.user ?? null);
    if (session) c.env?.recognize?.(session.user.id);
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

/** The right to streams of a route behind `requireUser()`: the session. */
export function sessionRight(c: Context<RouteEnv>): Right {
  return { kind: "session", id: c.var.sessionId! };
}

/** The error about a request that needs a session and has none. */
export function notSignedIn(): AppError {
  return new AppError("unauthenticated", said`Sign in to continue`);
}
