import { Hono } from "hono";
import { z } from "zod";
import type { App } from "../../domain/app.ts";
import { ChatPage, lastIdOf } from "../../views/chats/chat_page.tsx";
import { Composer } from "../../views/answers/composer.tsx";
import { BegunAnswer, SentMessage } from "../../views/answers/fragments.tsx";
import { MessageList } from "../../views/answers/message_list.tsx";
import { ShownChat } from "../../views/chats/fragments.tsx";
import { paths } from "../../views/paths.ts";
import { replaceQuestion } from "./branch_routes.tsx";
import { isHtmx } from "../http/go_to.ts";
import type { ChatData } from "../chats/chat_data.ts";
import type { ShellData } from "../chats/shell_data.ts";
import { composerBelow } from "./composer_data.ts";
import type { MessageData } from "./message_data.ts";
import { idempotencyKeyAfter, refusal } from "../problems/refusal.ts";
import type { RouteEnv } from "../route_env.ts";
import { signedInUser } from "../accounts/session_cookie.ts";
import { viewer } from "../accounts/viewer.ts";
import {
  formIdField,
  idempotencyKeyField,
  queriedId,
  textField,
  validForm,
} from "../http/valid_form.ts";

const messageForm = z.object({
  message: textField,
  requestId: idempotencyKeyField,
  replaces: formIdField.optional(),
  after: formIdField.optional(),
});
const continueForm = z.object({ position: z.coerce.number().int().nonnegative() });

type MessageDeps = {
  readonly app: App;
  readonly shell: ShellData;
  readonly chats: ChatData;
  readonly messages: MessageData;
};

/** A chat's messages: read and send them, continue and stop answers. */
export function messageRoutes(deps: MessageDeps): Hono<RouteEnv> {
  const { app, shell, chats, messages } = deps;
  const routes = new Hono<RouteEnv>();

  routes.get("/chats/:chat/messages", async (c) => {
    const reader = viewer(c);
    const chatId = c.req.param("chat");
    const before = queriedId(c, "before");
    if (!isHtmx(c)) {
      const page = before
        ? await chats.olderPage(reader, chatId, before)
        : await chats.page(reader, chatId);
      return c.html(<ChatPage {...page} />);
    }
    return c.html(<MessageList {...await chats.messageList(reader, chatId, before)} />);
  });

  routes.post("/chats/:chat/messages", validForm(messageForm), async (c) => {
    const { message, requestId: idempotencyKey, replaces, after } = c.req.valid("form");
    const reader = viewer(c);
    const chatId = c.req.param("chat");
    if (replaces) {
      return await replaceQuestion(c, deps, { chatId, message, idempotencyKey, replaces });
    }
    try {
      const turn = await app.sendMessage({
        userId: reader.user.id,
        chatId,
        message,
        idempotencyKey,
      });
      const { question } = turn;
      if (!isHtmx(c)) return c.redirect(paths.messageInChat(chatId, question.id), 303);
      if (after && after !== question.parentId) {
        return c.html(<ShownChat {...await chats.page(reader, chatId)} />);
      }
      const answer = turn.answers[0]!;
      const chat = await app.getChat(reader.user.id, turn.chatId);
      const shown = await messages.show(reader, [question, answer], { chat, isEnd: true });
      const sent = {
        t: reader.t,
        messages: shown.messages,
        memoryBeginsAt: chat.memoryBeginsAt,
        list: await shell.list(reader, turn.chatId),
        composer: composerBelow(reader.t, answer),
      };
      return c.html(<SentMessage {...sent} />);
    } catch (error) {
      const { status, message: reason, fields } = refusal(c, error);
      const draft = {
        message,
        idempotencyKey: idempotencyKeyAfter(fields, idempotencyKey),
        error: reason,
      };
      const page = await chats.page(reader, chatId, draft);
      if (!isHtmx(c)) return c.html(<ChatPage {...page} />, status);
      // If the chat went on in another tab, its new messages are shown as well.
      const isStale = page.composer.state.type === "ended" ||
        after !== lastIdOf(page.messages);
      return c.html(
        status === 409 && isStale ? <ShownChat {...page} /> : <Composer {...page.composer} />,
        status,
      );
    }
  });

  routes.post("/chats/:chat/answers/:answer/continue", validForm(continueForm), async (c) => {
    const { chat: chatId, answer: answerId } = c.req.param();
    const { position } = c.req.valid("form");
    const userId = signedInUser(c).id;
    const turn = await app.continueAnswer({ userId, chatId, answerId, position });
    if (!isHtmx(c)) return c.redirect(paths.messageInChat(chatId, answerId), 303);
    const chat = await app.getChat(userId, chatId);
    const answer = await messages.showAnswer(viewer(c), turn.answers[0]!, chat);
    return c.html(<BegunAnswer answer={answer} />);
  });

  routes.post("/chats/:chat/answers/:answer/stop", async (c) => {
    const { chat: chatId, answer: answerId } = c.req.param();
    await app.stopAnswer({ userId: signedInUser(c).id, chatId, answerId });
    if (isHtmx(c)) return c.body(null, 204);
    return c.redirect(paths.messageInChat(chatId, answerId), 303);
  });

  return routes;
}
