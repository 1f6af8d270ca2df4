import { type Context, Hono } from "hono";
import type { SignedIn } from "../../domain/accounts/accounts.ts";
import type { App } from "../../domain/app.ts";
import { paths } from "../../views/paths.ts";
import { nextPath } from "../http/local_path.ts";
import { refusal } from "../problems/refusal.ts";
import type { RouteEnv } from "../route_env.ts";
import type { Site } from "../site.ts";
import { type KeptSignIn, readKeptSignIn, SIGN_IN_MS, writeKeptSignIn } from "./kept_sign_in.ts";
import { entrant } from "./entrant.ts";
import type { BrowserCookies } from "./secret_cookie.ts";
import type { SignInView } from "./sign_in_view.tsx";

type ProviderDeps = {
  readonly app: App;
  readonly site: Site;
  readonly cookies: BrowserCookies;
  readonly signIn: SignInView;
};

/**
 * Signing in through a provider. It begins with a link, not a form, because browsers apply the
 * content security policy for forms to redirects, too. What must be remembered meanwhile is in a
 * cookie, so that any process can finish what another began.
 */
export function providerRoutes(
  { app, site, cookies, signIn }: ProviderDeps,
): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();

  routes.get("/sign-in/:provider", async (c) => {
    const provider = c.req.param("provider");
    const next = nextPath(c.req.query("next"));
    const { client } = entrant(c, { site, cookies });
    try {
      const redirectUri = publicUrl(c, paths.providerCallback(provider));
      const { url, proof } = await app.beginProviderSignIn({ provider, redirectUri, client });
      const secret = writeKeptSignIn({ provider, proof, next });
      cookies.begun.set(c, { secret, expiresAt: new Date(Date.now() + SIGN_IN_MS) });
      return c.redirect(url, 303);
    } catch (error) {
      return refuse(c, error, next);
    }
  });

  routes.get("/sign-in/:provider/callback", async (c) => {
    const begun = readKeptSignIn(cookies.begun.read(c));
    cookies.begun.clear(c);
    const next = nextPath(begun?.next);
    try {
      cookies.enter(c, await finish(c, begun));
      return c.redirect(next ?? paths.home(), 303);
    } catch (error) {
      return refuse(c, error, next);
    }
  });

  async function finish(c: Context<RouteEnv>, begun: KeptSignIn | null): Promise<SignedIn> {
    const provider = c.req.param("provider")!;
    const callbackUrl = publicUrl(c, paths.providerCallback(provider) + new URL(c.req.url).search);
    const caller = entrant(c, { site, cookies });
    return await app.finishProviderSignIn({ provider, callbackUrl, begun, ...caller });
  }

  function refuse(c: Context<RouteEnv>, error: unknown, next?: string) {
    const { status, message } = refusal(c, error);
    return signIn.show(c, { error: message, next }, status);
  }

  /** A URL of this site as browsers and providers know it. */
  function publicUrl(c: Context, path: string): string {
    return new URL(path, site.publicUrl ?? c.req.url).href;
  }

  return routes;
}
