import type { Context } from "hono";
import type { User } from "../domain/user.ts";
import type { Texts } from "../views/texts.ts";
import type { RouteEnv } from "./route_deps.ts";
import { signedInUser } from "./session_cookie.ts";

/** For whom a page is made, and in which words. */
export type Viewer = { readonly user: User; readonly t: Texts };

/** The signed-in user of a route behind `requireUser()`, and the texts for them. */
export function viewer(c: Context<RouteEnv>): Viewer {
  return { user: signedInUser(c), t: c.var.t };
}
