import { Hono } from "hono";
import { z } from "zod";
import type { App } from "../../domain/app.ts";
import { paths } from "../../views/paths.ts";
import type { AccountPageView } from "./page_view.tsx";
import type { RouteEnv } from "../route_env.ts";
import { signedInUser } from "./session_cookie.ts";
import { listField, textField, validForm } from "../http/valid_form.ts";

type AccessDeps = { readonly app: App; readonly page: AccountPageView };

const apiTokenForm = z.object({ tokenName: textField, scope: listField, expires: textField });

/** Access to an account: sessions of browsers, and tokens for programs. */
export function accessRoutes({ app, page }: AccessDeps): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();

  routes.post("/account/sessions/revoke", async (c) => {
    await app.revokeOtherSessions(signedInUser(c).id, c.var.sessionId!);
    return c.redirect(paths.account("sessions"), 303);
  });

  routes.post("/account/sessions/:session/revoke", async (c) => {
    await app.revokeSession(signedInUser(c).id, c.req.param("session"));
    return c.redirect(paths.account("session"), 303);
  });

  // No redirect: the token is shown in this response only.
  routes.post("/account/tokens", validForm(apiTokenForm), async (c) => {
    const { tokenName: name, scope: scopes, expires } = c.req.valid("form");
    const expiresInDays = expires === "never" ? null : Number(expires);
    try {
      const input = { userId: signedInUser(c).id, name, scopes, expiresInDays };
      const { record, apiToken } = await app.createOwnApiToken(input);
      return await page.show(c, { newApiToken: { name: record.name, apiToken } });
    } catch (error) {
      const values = { name, scopes: scopes.join(" "), expires };
      return await page.refuse(c, error, { form: "token", values });
    }
  });

  routes.post("/account/tokens/:token/revoke", async (c) => {
    await app.revokeApiToken(signedInUser(c).id, c.req.param("token"));
    return c.redirect(paths.account("token"), 303);
  });

  return routes;
}
