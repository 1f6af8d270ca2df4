import type { Context } from "hono";
import type { User } from "../../domain/accounts/user.ts";
import type { Texts } from "../../views/texts/texts.ts";
import type { RouteEnv } from "../route_env.ts";
import { signedInUser } from "./session_cookie.ts";

/** In which words something is made, and what tells that whoever wants it has left. */
export type Reader = { readonly t: Texts; readonly signal?: AbortSignal };

/** For whom a page is made. */
export type Viewer = Reader & { readonly user: User };

/** Whoever makes a request. */
export function reader(c: Context<RouteEnv>): Reader {
  return { t: c.var.t, signal: c.req.raw.signal };
}

/** The signed-in user of a route behind `requireUser()`, and the texts for them. */
export function viewer(c: Context<RouteEnv>): Viewer {
  return { ...reader(c), user: signedInUser(c) };
}
