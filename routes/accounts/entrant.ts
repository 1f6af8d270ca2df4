import type { Context } from "hono";
import type { Entrant } from "../../domain/accounts/accounts.ts";
import { caller } from "../http/client_address.ts";
import type { RouteEnv } from "../route_env.ts";
import type { Site } from "../site.ts";
import type { BrowserCookies } from "./secret_cookie.ts";

/** The caller who signs in, with the secrets of their browser. */
export function entrant(
  c: Context<RouteEnv>,
  { site, cookies }: { readonly site: Site; readonly cookies: BrowserCookies },
): Entrant {
  const [device, oldSession] = [cookies.device.read(c), cookies.session.read(c)];
  return { ...caller(c, site), device, oldSession };
}
