import { Hono } from "hono";
import { AppError } from "../../domain/app_error.ts";
import type { App } from "../../domain/app.ts";
import type { Chat } from "../../domain/chats/chat.ts";
import type { Log } from "../../domain/log.ts";
import type { Answer } from "../../domain/chats/message.ts";
import type { AnswerHtml } from "../streams/answer_html.ts";
import { FinishedAnswer } from "../../views/answers/fragments.tsx";
import { createAnswerStream } from "../streams/answer_stream.ts";
import type { MessageData } from "./message_data.ts";
import type { Renderer } from "../streams/renderer.ts";
import type { RouteEnv } from "../route_env.ts";
import { gaugeOfBranch } from "../chats/settings_data.ts";
import { sessionRight, signedInUser } from "../accounts/session_cookie.ts";
import type { StreamLimit } from "../../domain/answers/stream_limit.ts";

type StreamDeps = {
  readonly app: App;
  readonly log: Log;
  readonly messages: MessageData;
  readonly renderer: Renderer;
  /** Answers without buttons. */
  readonly readOnlyHtml: AnswerHtml;
  /** URL of the stylesheet. */
  readonly stylesheet: string;
  readonly streams: StreamLimit;
  /** Where images may be fetched from: origins, or `https:` for any. */
  readonly images: readonly string[];
};

/** A growing answer: as events for htmx, as a document where there is no JavaScript. */
export function streamRoutes(
  { app, log, messages, renderer, readOnlyHtml, stylesheet, streams, images }: StreamDeps,
): Hono<RouteEnv> {
  const { events, live } = createAnswerStream<RouteEnv>({
    app,
    log,
    renderer,
    readOnlyHtml,
    stylesheet,
    images,
    userId: (c) => signedInUser(c).id,
    texts: (c) => c.var.t,
    limit: streams,
    holdRight: (c, end) => app.holdRight(sessionRight(c), end),
    renderEnd: async (answer, t) => {
      const chat = await findChat(app, answer);
      const props = await messages.showAnswer({ t }, answer, chat);
      const gauge = chat ? await gaugeOfBranch(app, t, chat) : undefined;
      const expectsTitle = await app.expectsTitle(answer);
      return (<FinishedAnswer {...props} gauge={gauge} expectsTitle={expectsTitle} />).toString();
    },
  });
  const routes = new Hono<RouteEnv>();
  routes.get("/chats/:chat/answers/:answer/events", events);
  routes.get("/chats/:chat/answers/:answer/live", live);
  return routes;
}

/** A chat can be deleted while its answer streams. */
async function findChat(app: App, { userId, chatId }: Answer): Promise<Chat | null> {
  try {
    return await app.getChat(userId, chatId);
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return null;
    throw error;
  }
}
