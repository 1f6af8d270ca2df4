import type { Context } from "hono";
import type { User } from "../../domain/accounts/user.ts";
import type { Texts } from "../../views/texts/texts.ts";
import type { RouteEnv } from "../route_env.ts";
import { signedInUser } from "./session_cookie.ts";

/** The texts for a reader, and the signal that aborts when the reader hangs up. */
export type Reader = { readonly t: Texts; readonly signal?: AbortSignal };

/** The user for whom a page is made. */
export type Viewer = Reader & { readonly user: User };

/** The reader of a request's response. */
export function reader(c: Context<RouteEnv>): Reader {
  return { t: c.var.t, signal: c.req.raw.signal };
}

/** The signed-in user of a route behind `requireUser()`, and the texts for them. */
export function viewer(c: Context<RouteEnv>): Viewer {
  return { ...reader(c), user: signedInUser(c) };
}
