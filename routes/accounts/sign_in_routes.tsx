import { type Context, Hono } from "hono";
import { z } from "zod";
import { AppError } from "../../domain/app_error.ts";
import type { SignedIn } from "../../domain/accounts/accounts.ts";
import type { App } from "../../domain/app.ts";
import type { User } from "../../domain/accounts/user.ts";
import { ChatPage } from "../../views/chats/chat_page.tsx";
import { NewChatPage } from "../../views/chats/new_chat_page.tsx";
import { paths } from "../../views/paths.ts";
import { SignUpPage } from "../../views/accounts/sign_up_page.tsx";
import type { AssetUrls } from "../../views/layout.tsx";
import { nextPath } from "../http/local_path.ts";
import { clearSiteData } from "../http/security_headers.ts";
import type { ChatData } from "../chats/chat_data.ts";
import { refusal } from "../problems/refusal.ts";
import type { RouteEnv } from "../route_env.ts";
import type { Site } from "../site.ts";
import type { BrowserCookies } from "./secret_cookie.ts";
import { readKeptProvider } from "./kept_sign_in.ts";
import { entrant } from "./entrant.ts";
import type { SignInView } from "./sign_in_view.tsx";
import { textField, validForm } from "../http/valid_form.ts";
import { said } from "../../domain/said.ts";

type SignInDeps = {
  readonly app: App;
  readonly site: Site;
  readonly assets: AssetUrls;
  readonly cookies: BrowserCookies;
  readonly signIn: SignInView;
  readonly chats: ChatData;
};

const credentialsForm = z.object({ email: textField, password: textField, next: textField });
const signInForm = credentialsForm.extend({ message: textField });
const signUpForm = credentialsForm.extend({ name: textField });

/** Signing up, in and out. A refused form is shown again with what was typed. */
export function signInRoutes(
  { app, site, assets, cookies, signIn, chats }: SignInDeps,
): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();

  routes.get("/sign-in", (c) => {
    const next = nextPath(c.req.query("next"));
    if (c.var.user) return c.redirect(next ?? paths.home(), 303);
    return signIn.show(c, { next, left: c.req.query("left") });
  });

  routes.post("/sign-in", validForm(signInForm), async (c) => {
    const { email, password, next, message } = c.req.valid("form");
    let session: SignedIn;
    try {
      session = await app.signIn({ email, password, ...entrant(c, { site, cookies }) });
    } catch (error) {
      const { status, message: reason } = refusal(c, error);
      return signIn.show(c, { email, next: nextPath(next), message, error: reason }, status);
    }
    if (!message) return enter(c, session, next);
    cookies.enter(c, session);
    return await showDraft(c, session.user, { next, message });
  });

  routes.get("/sign-up", (c) => {
    const next = nextPath(c.req.query("next"));
    if (c.var.user) return c.redirect(next ?? paths.home(), 303);
    if (!site.signUpOpen || site.passwordSignIn === false) {
      throw new AppError("permission_denied", said`New accounts cannot be made on this server`);
    }
    return c.html(
      <SignUpPage t={c.var.t} assets={assets} next={next} providers={app.listProviders()} />,
    );
  });

  routes.post("/sign-up", validForm(signUpForm), async (c) => {
    const { name, email, password, next } = c.req.valid("form");
    try {
      return enter(
        c,
        await app.signUp({ name, email, password, ...entrant(c, { site, cookies }) }),
        next,
      );
    } catch (error) {
      const { status, message, fields } = refusal(c, error);
      const isAboutFields = Object.keys(fields).length > 0;
      const page = {
        t: c.var.t,
        assets,
        name,
        email,
        next: nextPath(next),
        errors: fields,
        providers: app.listProviders(),
      };
      return c.html(<SignUpPage {...page} error={isAboutFields ? undefined : message} />, status);
    }
  });

  routes.post("/sign-out", async (c) => {
    const secret = cookies.session.read(c);
    if (secret) await app.signOut(secret);
    cookies.session.clear(c);
    clearSiteData(c);
    return c.redirect(await afterSignOut(c), 303);
  });

  /** The page to show; if a provider can end its own session, too, it offers that. */
  async function afterSignOut(c: Context<RouteEnv>): Promise<string> {
    const kept = readKeptProvider(cookies.provider.read(c));
    if (!kept) return paths.signIn();
    const returnTo = paths.signIn();
    const url = await app.providerSignOutUrl(kept.provider, { ...kept, returnTo });
    return url === null ? paths.signIn() : paths.signedOutOf(kept.provider);
  }

  /** Shows the message in the composer of its chat, or of a new chat if that takes no more. */
  async function showDraft(
    c: Context<RouteEnv>,
    user: User,
    { next, message }: { next: string; message: string },
  ): Promise<Response> {
    const reader = { user, t: c.var.t };
    const chatId = next.match(/^\/chats\/([^/?]+)$/)?.[1];
    const page = chatId && await unlessMissing(chats.page(reader, chatId, { message }));
    if (page && page.chat.status === "active") return c.html(<ChatPage {...page} />);
    return c.html(<NewChatPage {...await chats.newPage(reader, { message })} />);
  }

  function enter(c: Context, session: SignedIn, next: string): Response {
    cookies.enter(c, session);
    return c.redirect(nextPath(next) ?? paths.home(), 303);
  }

  return routes;
}

async function unlessMissing<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return null;
    throw error;
  }
}
