import { Hono, type MiddlewareHandler } from "hono";
import type { App } from "../../domain/app.ts";
import type { Message } from "../../domain/chats/message.ts";
import type { MessageProps } from "../../views/answers/message_view.tsx";
import type { AssetUrls } from "../../views/layout.tsx";
import { paths } from "../../views/paths.ts";
import { SharedChatPage } from "../../views/sharing/shared_chat_page.tsx";
import type { AnswerHtml } from "../streams/answer_html.ts";
import { MESSAGE_PAGE, newestShown } from "../answers/message_data.ts";
import type { RouteEnv } from "../route_env.ts";
import { queriedId } from "../http/valid_form.ts";
import { type Reader, reader } from "../accounts/viewer.ts";

type SharedChatDeps = {
  readonly app: App;
  readonly assets: AssetUrls;
  /** Answers without buttons. */
  readonly answerHtml: AnswerHtml;
};

/** Shared chats, which anyone with the link can read. These routes don't look at the session. */
export function sharedChatRoutes({ app, assets, answerHtml }: SharedChatDeps): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();

  routes.get("/share/:token", async (c) => {
    const linkSecret = c.req.param("token");
    const before = queriedId(c, "before");
    const page = await app.readShare({ linkSecret, before, ...MESSAGE_PAGE });
    const { t } = c.var;
    const { messages, isCut } = await newestShown(
      page.messages,
      (message) => shown(message, reader(c)),
    );
    const [first] = page.messages.slice(-messages.length);
    const older = (page.hasOlder || isCut) && first
      ? paths.sharedChat(linkSecret, first.id)
      : undefined;
    const newest = before ? paths.sharedChat(linkSecret) : undefined;
    return c.html(
      <SharedChatPage {...{ t, assets, linkSecret, title: page.title, messages, older, newest }} />,
    );
  });

  routes.get("/share/:token/messages/:message/text", async (c) => {
    const { token: linkSecret, message } = c.req.param();
    return c.text((await app.readSharedMessage(linkSecret, message)).content);
  });

  async function shown(message: Message, reader: Reader): Promise<MessageProps> {
    const { t } = reader;
    if (message.role === "user") return { t, question: message };
    const html = message.state === "streaming" ? "" : await answerHtml.of(message, reader);
    return { t, answer: message, html };
  }

  return routes;
}

/**
 * Headers that keep shared chats out of search engines, and their links from the sites that they
 * link to. Use it before `securityHeaders()`, because it overwrites one of those.
 */
export function sharedHeaders(): MiddlewareHandler {
  return async function sharedHeaders(c, next) {
    await next();
    c.res.headers.set("X-Robots-Tag", "noindex");
    c.res.headers.set("Referrer-Policy", "no-referrer");
  };
}
