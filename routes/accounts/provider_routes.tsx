import { type Context, Hono } from "hono";
import { z } from "zod";
import type { App } from "../../domain/app.ts";
import { paths } from "../../views/paths.ts";
import { GoOnPage } from "../../views/accounts/go_on_page.tsx";
import type { AssetUrls } from "../../views/layout.tsx";
import { caller } from "../http/client_address.ts";
import { nextPath } from "../http/local_path.ts";
import { refusal } from "../problems/refusal.ts";
import type { RouteEnv } from "../route_env.ts";
import type { Site } from "../site.ts";
import {
  type KeptSignIn,
  readKeptProvider,
  readKeptSignIn,
  SIGN_IN_MS,
  writeKeptProvider,
  writeKeptSignIn,
} from "./kept_sign_in.ts";
import { entrant } from "./entrant.ts";
import type { AccountPageView } from "./page_view.tsx";
import type { BrowserCookies } from "./secret_cookie.ts";
import { signedInUser } from "./session_cookie.ts";
import type { SignInView } from "./sign_in_view.tsx";
import { textField, validForm } from "../http/valid_form.ts";

type ProviderDeps = {
  readonly app: App;
  readonly site: Site;
  readonly cookies: BrowserCookies;
  readonly assets: AssetUrls;
  readonly signIn: SignInView;
  readonly page: AccountPageView;
};

const linkForm = z.object({ linkPassword: textField });

/**
 * Signing in through a provider, linking one to an account, and signing out there. Signing in begins with a link, not a form, because browsers apply the
 * content security policy for forms to redirects, too. What must be remembered meanwhile is in a
 * cookie, so that any process can finish what another began.
 */
export function providerRoutes(
  { app, site, cookies, assets, signIn, page }: ProviderDeps,
): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();

  routes.get("/sign-in/:provider", async (c) => {
    const provider = c.req.param("provider");
    const next = nextPath(c.req.query("next"));
    const { client } = caller(c, site);
    try {
      const redirectUri = publicUrl(c, paths.providerCallback(provider));
      const { url, proof } = await app.beginProviderSignIn({ provider, redirectUri, client });
      keep(c, { provider, proof, next });
      return c.redirect(url, 303);
    } catch (error) {
      return refuse(c, error, next);
    }
  });

  routes.get("/sign-in/:provider/callback", async (c) => {
    const begun = readKeptSignIn(cookies.begun.read(c));
    cookies.begun.clear(c);
    if (begun?.linkTo !== undefined) return await finishLink(c, begun);
    const next = nextPath(begun?.next);
    try {
      const provider = c.req.param("provider");
      const signedIn = await app.finishProviderSignIn({
        ...returned(c, begun),
        ...entrant(c, { site, cookies }),
      });
      cookies.enter(c, signedIn);
      const secret = writeKeptProvider({ provider, hint: signedIn.signOutHint });
      cookies.provider.set(c, { secret, expiresAt: signedIn.expiresAt });
      return c.redirect(next ?? paths.home(), 303);
    } catch (error) {
      return refuse(c, error, next);
    }
  });

  routes.get("/sign-out/:provider", async (c) => {
    const provider = c.req.param("provider");
    const kept = readKeptProvider(cookies.provider.read(c));
    cookies.provider.clear(c);
    const hint = kept?.provider === provider ? kept.hint : undefined;
    const returnTo = publicUrl(c, paths.signIn());
    return c.redirect(await app.providerSignOutUrl(provider, { hint, returnTo }) ?? returnTo, 303);
  });

  routes.post("/account/providers/:provider/link", validForm(linkForm), async (c) => {
    const { id: userId } = signedInUser(c);
    const provider = c.req.param("provider");
    const redirectUri = publicUrl(c, paths.providerCallback(provider));
    const { linkPassword: password } = c.req.valid("form");
    const self = { ...caller(c, site), userId, sessionId: c.var.sessionId! };
    try {
      const input = { ...self, provider, password, redirectUri };
      const { url, proof } = await app.beginProviderLink(input);
      keep(c, { provider, proof, linkTo: userId });
      return goOn(c, { provider, url });
    } catch (error) {
      return await page.refuse(c, error, { form: "link" });
    }
  });

  routes.post("/account/providers/:provider/unlink", async (c) => {
    const provider = c.req.param("provider");
    await app.unlinkProvider({ userId: signedInUser(c).id, provider });
    return c.redirect(paths.account("unlinked"), 303);
  });

  /** A user comes back to link a provider. Nobody else may have signed in meanwhile. */
  async function finishLink(c: Context<RouteEnv>, begun: KeptSignIn): Promise<Response> {
    const { user } = c.var;
    if (!user || user.id !== begun.linkTo) return c.redirect(paths.signIn(paths.account()), 303);
    try {
      const { client } = caller(c, site);
      await app.finishProviderLink({ ...returned(c, begun), userId: user.id, client });
      return c.redirect(paths.account("linked"), 303);
    } catch (error) {
      return await page.refuse(c, error, { form: "link" });
    }
  }

  /** What a browser brings back from a provider. */
  function returned(c: Context<RouteEnv>, begun: KeptSignIn | null) {
    const provider = c.req.param("provider")!;
    const callbackUrl = publicUrl(c, paths.providerCallback(provider) + new URL(c.req.url).search);
    return { provider, callbackUrl, begun };
  }

  function keep(c: Context<RouteEnv>, begun: KeptSignIn): void {
    const expiresAt = new Date(Date.now() + SIGN_IN_MS);
    cookies.begun.set(c, { secret: writeKeptSignIn(begun), expiresAt });
  }

  /**
   * Sends a browser on after a form. A redirect would be refused by the content security policy
   * for forms; the header `Refresh` begins a navigation of its own, and the page has a link.
   */
  function goOn(c: Context<RouteEnv>, { provider, url }: { provider: string; url: string }) {
    c.header("Refresh", `0; url=${url}`);
    const label = app.listProviders().find(({ name }) => name === provider)?.label ?? provider;
    return c.html(<GoOnPage t={c.var.t} assets={assets} label={label} url={url} />);
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
