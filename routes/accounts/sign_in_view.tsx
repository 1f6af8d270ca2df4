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

/** What a request adds to the page. */
type ShownSignIn = Pick<SignInPageProps, "email" | "error" | "next" | "message"> & {
  /** Name of the provider through which the user had signed in. */
  readonly left?: string;
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
    { left, ...extra }: ShownSignIn,
    status: 200 | FormRefusal["status"] = 200,
  ): Response | Promise<Response> {
    const { app, site, assets } = this.#deps;
    const providers = app.listProviders();
    const { passwordSignIn = true } = site;
    const page = {
      ...{ t: c.var.t, assets, providers, passwordSignIn, ...extra },
      canSignUp: site.signUpOpen && passwordSignIn,
      left: providers.find(({ name }) => name === left),
    };
    return c.html(<SignInPage {...page} />, status);
  }
}
