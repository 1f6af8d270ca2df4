import type { Context } from "hono";
import type { App } from "../../domain/app.ts";
import { SignInPage, type SignInPageProps } from "../../views/accounts/sign_in_page.tsx";
import type { AssetUrls } from "../../views/layout.tsx";
import type { FormRefusal } from "../problems/refusal.ts";
import type { RouteEnv } from "../route_env.ts";
import type { Site } from "../site.ts";

type SignInViewDeps = {
  readonly app: Pick<App, "listProviders">;
  readonly site: Site;
  readonly assets: AssetUrls;
};

/** Shows the sign-in page, which several routes answer with. */
export class SignInView {
  readonly #deps: SignInViewDeps;

  constructor(deps: SignInViewDeps) {
    this.#deps = deps;
  }

  /** Shows the page, with what this request adds to it. */
  show(
    c: Context<RouteEnv>,
    extra: Pick<SignInPageProps, "email" | "error" | "next" | "message">,
    status: 200 | FormRefusal["status"] = 200,
  ): Response | Promise<Response> {
    const { app, site, assets } = this.#deps;
    const providers = app.listProviders();
    const page = { t: c.var.t, assets, providers, canSignUp: site.signUpOpen, ...extra };
    return c.html(<SignInPage {...page} />, status);
  }
}
