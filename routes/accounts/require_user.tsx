import type { Context, MiddlewareHandler } from "hono";
import { paths } from "../../views/paths.ts";
import { Alert } from "../../views/alert.tsx";
import { eventFrame } from "../http/event_frame.ts";
import { goTo, isHtmx } from "../http/go_to.ts";
import type { RouteEnv } from "../route_env.ts";
import { notSignedIn } from "./session_cookie.ts";
import type { SignInView } from "./sign_in_view.tsx";

/**
 * Redirects visitors who are not signed in to the sign-in page, and from there back to the page
 * they wanted. A message sent by a plain form is passed on; with htmx the page still has it.
 * Requests for a stream or a text get 401, because they can't redirect their page. htmx would retry
 * a stream for ever, so it gets a stream that says so and ends.
 */
export function requireUser(signIn: SignInView): MiddlewareHandler<RouteEnv> {
  return async function requireUser(c, next) {
    if (c.var.user) return await next();
    const [, part] = /\/(events|live|text)$/.exec(c.req.path) ?? [];
    if (part === "events" && isHtmx(c)) return signedOutEvents(c);
    if (part) throw notSignedIn();
    const wanted = wantedPage(c);
    const message = await sentMessage(c);
    if (!message) return goTo(c, paths.signIn(wanted));
    return signIn.show(c, { next: wanted, message }, 401);
  };
}

/** Tells the page that its stream is over. */
function signedOutEvents(c: Context<RouteEnv>): Response {
  const data = (<Alert message={c.var.t.site.signedOut} />).toString();
  return c.body(eventFrame({ data }) + eventFrame({ event: "end", data: "" }), 200, {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store, no-transform",
  });
}

/** The message of a user whose session ended while it was written. */
async function sentMessage(c: Context): Promise<string | undefined> {
  const isMessage = /^\/chats(\/[^/]+\/messages)?$/.test(c.req.path);
  if (c.req.method !== "POST" || isHtmx(c) || !isMessage) return undefined;
  const form = await c.req.parseBody().catch(() => null);
  return typeof form?.message === "string" ? form.message : undefined;
}

/** The page to come back to; for a form or fragment, the page that it is part of. */
function wantedPage(c: Context): string | undefined {
  const { pathname, search } = new URL(c.req.url);
  const isPage = c.req.method === "GET" && !isHtmx(c);
  if (isPage) return pathname + search === paths.home() ? undefined : pathname + search;
  if (`${pathname}/`.startsWith(`${paths.account()}/`)) return paths.account();
  const isAboutMany = [paths.archiveChats(), paths.deleteChats(), paths.restoreChats()]
    .includes(pathname);
  if (isAboutMany) return paths.chats();
  const chatId = pathname.match(/^\/chats\/([^/]+)/)?.[1];
  return chatId && paths.chat(chatId);
}
