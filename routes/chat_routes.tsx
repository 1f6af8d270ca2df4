import { Hono } from "hono";
import { z } from "zod";
import type { App } from "../domain/app.ts";
import { ChatListPage } from "../views/chat_list.tsx";
import { ChatHeader } from "../views/chat_header.tsx";
import { ChatPage } from "../views/chat_page.tsx";
import { Composer } from "../views/composer.tsx";
import { ChangedChat, ShownChat } from "../views/htmx_answers.tsx";
import { NewChatPage } from "../views/new_chat_page.tsx";
import { paths } from "../views/paths.ts";
import { chatCursor } from "./chat_cursor.ts";
import { goTo, isHtmx } from "./go_to.ts";
import type { PageData } from "./page_data.ts";
import { refusal } from "./refusal.ts";
import type { RouteEnv } from "./route_deps.ts";
import { readSettings, settingsErrors, settingsFields } from "./settings_form.ts";
import { signedInUser } from "./session_cookie.ts";
import { viewer } from "./viewer.ts";
import { requestIdField, textField, validForm } from "./valid_form.ts";

type ChatDeps = { readonly app: App; readonly data: PageData };

const newChatForm = z.object({
  message: textField,
  requestId: requestIdField,
  ...settingsFields,
});

const titleForm = z.object({ title: textField });

/** Chats as such: begin, list, read, rename, end, delete. */
export function chatRoutes({ app, data }: ChatDeps): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();

  routes.get("/", async (c) => {
    const { message, model, settings } = c.req.query();
    const draft = { message, model, ...settings !== undefined && { settings: {} } };
    return c.html(<NewChatPage {...await data.newChat(viewer(c), { draft })} />);
  });

  routes.get("/chats", async (c) => {
    const before = chatCursor(c.req.query("before"));
    const reader = viewer(c);
    if (isHtmx(c)) return c.html(<ChatListPage {...await data.chatList(reader, null, before)} />);
    return c.html(<NewChatPage {...await data.newChat(reader, { before })} />);
  });

  routes.post("/chats", validForm(newChatForm), async (c) => {
    const { message, requestId, ...typed } = c.req.valid("form");
    const reader = viewer(c);
    const { id: userId, settings: preferred } = reader.user;
    try {
      const input = { userId, preferred, message, requestId };
      const turn = await app.startChat({ ...input, ...readSettings(typed) });
      const url = paths.chat(turn.chatId);
      if (!isHtmx(c)) return c.redirect(url, 303);
      const page = await data.begunChat(reader, turn);
      c.header("HX-Push-Url", url);
      return c.html(<ShownChat {...page} />);
    } catch (error) {
      const { status, message: reason, fields } = refusal(c, error);
      const { model, ...values } = typed;
      const settings = { values, errors: settingsErrors(fields) };
      const isShown = Object.values(values).some((value) => value !== undefined);
      const draft = { message, requestId, model, error: reason, ...isShown && { settings } };
      if (isHtmx(c)) return c.html(<Composer {...data.newChatComposer(reader, draft)} />, status);
      return c.html(<NewChatPage {...await data.newChat(reader, { draft })} />, status);
    }
  });

  routes.get("/chats/:chat", async (c) => {
    const chatId = c.req.param("chat");
    const messageId = c.req.query("message");
    const page = messageId
      ? await data.chatAround(viewer(c), chatId, messageId)
      : await data.chat(viewer(c), chatId);
    return c.html(<ChatPage {...page} />);
  });

  routes.post("/chats/:chat/title", validForm(titleForm), async (c) => {
    const { title } = c.req.valid("form");
    const reader = viewer(c);
    const chatId = c.req.param("chat");
    try {
      const chat = await app.renameChat({ userId: reader.user.id, chatId, title });
      if (!isHtmx(c)) return c.redirect(paths.chat(chatId), 303);
      return c.html(
        <ChangedChat t={c.var.t} chat={chat} list={await data.chatList(reader, chatId)} />,
      );
    } catch (error) {
      const { status, message } = refusal(c, error);
      const page = await data.chat(reader, chatId, { alert: message });
      const rename = { title, error: message };
      if (!isHtmx(c)) return c.html(<ChatPage {...page} rename={rename} />, status);
      return c.html(<ChatHeader t={c.var.t} chat={page.chat} rename={rename} />, status);
    }
  });

  routes.post("/chats/:chat/end", async (c) => {
    const reader = viewer(c);
    const chat = await app.endChat(reader.user.id, c.req.param("chat"));
    if (!isHtmx(c)) return c.redirect(paths.chat(chat.id), 303);
    return c.html(
      <ChangedChat t={c.var.t} chat={chat} list={await data.chatList(reader, chat.id)} />,
    );
  });

  routes.post("/chats/:chat/delete", async (c) => {
    await app.deleteChats(signedInUser(c).id, { ids: [c.req.param("chat")] });
    return goTo(c, paths.home());
  });

  return routes;
}
