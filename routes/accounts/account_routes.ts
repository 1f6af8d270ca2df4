import { type Context, Hono } from "hono";
import { z } from "zod";
import type { App } from "../../domain/app.ts";
import { LANGUAGES } from "../../domain/accounts/user.ts";
import type { AccountChange } from "../../views/accounts/section.tsx";
import { paths } from "../../views/paths.ts";
import { caller } from "../http/client_address.ts";
import type { AccountPageView } from "./page_view.tsx";
import type { RouteEnv } from "../route_env.ts";
import type { Site } from "../site.ts";
import { clearSiteData } from "../http/security_headers.ts";
import type { BrowserCookies } from "./secret_cookie.ts";
import { signedInUser } from "./session_cookie.ts";
import { textField, validForm } from "../http/valid_form.ts";

type AccountDeps = {
  readonly app: App;
  readonly site: Site;
  readonly cookies: BrowserCookies;
  readonly page: AccountPageView;
};

const nameForm = z.object({ name: textField });
const emailForm = z.object({ email: textField, emailPassword: textField });
const passwordForm = z.object({ currentPassword: textField, newPassword: textField });
const preferencesForm = z.object({
  language: z.enum(["", ...LANGUAGES]).default(""),
  autoTitles: z.string().optional(),
});
const deletionForm = z.object({ deletePassword: textField });

/** The account page and its forms. A refused form is shown again in its place. */
export function accountRoutes({ app, site, cookies, page }: AccountDeps): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();

  routes.get("/account", (c) => {
    const change = c.req.query("done") ?? "";
    return page.show(c, { done: isChange(c, change) ? change : undefined });
  });

  routes.post("/account/name", validForm(nameForm), async (c) => {
    const { name } = c.req.valid("form");
    try {
      await app.changeName({ userId: signedInUser(c).id, name });
      return done(c, "name");
    } catch (error) {
      return await page.refuse(c, error, { form: "name", values: { name } });
    }
  });

  routes.post("/account/email", validForm(emailForm), async (c) => {
    const { email, emailPassword: currentPassword } = c.req.valid("form");
    try {
      await app.changeEmail({ email, currentPassword, ...self(c) });
      return done(c, "email");
    } catch (error) {
      return await page.refuse(c, error, { form: "email", values: { email } });
    }
  });

  routes.post("/account/password", validForm(passwordForm), async (c) => {
    try {
      const signedIn = await app.changePassword({ ...c.req.valid("form"), ...self(c) });
      cookies.enter(c, signedIn);
      return done(c, "password");
    } catch (error) {
      return await page.refuse(c, error, { form: "password" });
    }
  });

  routes.post("/account/settings", validForm(preferencesForm), async (c) => {
    const { language, autoTitles } = c.req.valid("form");
    await app.changeSettings(signedInUser(c).id, {
      language: language || undefined,
      autoTitles: autoTitles !== undefined,
    });
    return done(c, "settings");
  });

  routes.post("/account/delete", validForm(deletionForm), async (c) => {
    const { deletePassword: password } = c.req.valid("form");
    try {
      await app.deleteAccount({ password, ...self(c) });
    } catch (error) {
      return await page.refuse(c, error, { form: "delete" });
    }
    cookies.session.clear(c);
    cookies.device.clear(c);
    clearSiteData(c);
    return c.redirect(paths.signIn(), 303);
  });

  /** The account's user, the session, and the caller for rate limits. */
  function self(c: Context<RouteEnv>) {
    return { ...caller(c, site), userId: signedInUser(c).id, sessionId: c.var.sessionId! };
  }

  return routes;
}

/** Whether the page has a text for this change. */
function isChange(c: Context<RouteEnv>, name: string): name is AccountChange {
  return Object.hasOwn(c.var.t.account.done, name);
}

function done(c: Context, change: AccountChange): Response {
  return c.redirect(paths.account(change), 303);
}
