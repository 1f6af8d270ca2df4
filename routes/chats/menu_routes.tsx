import { type Context, Hono } from "hono";
import { z } from "zod";
import type { App } from "../../domain/app.ts";
import { boundByRight } from "../../domain/accounts/held_rights.ts";
import { ChatHeader } from "../../views/chats/header.tsx";
import { ChatPage } from "../../views/chats/chat_page.tsx";
import { ChangedChat, ChatTitle, ShownChat } from "../../views/chats/fragments.tsx";
import { paths } from "../../views/paths.ts";
import { goTo, isHtmx } from "../http/go_to.ts";
import type { ChatData } from "./chat_data.ts";
import type { ShellData } from "./shell_data.ts";
import { refusal } from "../problems/refusal.ts";
import type { RouteEnv } from "../route_env.ts";
import { sessionRight, signedInUser } from "../accounts/session_cookie.ts";
import { viewer } from "../accounts/viewer.ts";
import { switchField, textField, validForm } from "../http/valid_form.ts";

const titleForm = z.object({ title: textField });
const switchForm = z.object({ value: switchField });

type MenuDeps = { readonly app: App; readonly chats: ChatData; readonly shell: ShellData };

/** The actions in a chat's header: rename, pin, archive, end, delete. */
export function chatMenuRoutes({ app, chats, shell }: MenuDeps): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();

  /** @param isMoved Whether the chat's place in the list has changed. */
  async function showChanged(c: Context<RouteEnv>, chatId: string, isMoved = false) {
    if (!isHtmx(c)) return c.redirect(paths.chat(chatId), 303);
    const reader = viewer(c);
    const chat = await app.getChat(reader.user.id, chatId);
    const list = isMoved ? await shell.list(reader, chatId) : undefined;
    return c.html(<ChangedChat t={reader.t} chat={chat} list={list} />);
  }

  // Waits for the title that is being made.
  routes.get("/chats/:chat/title", async (c) => {
    const chatId = c.req.param("chat");
    const key = { userId: signedInUser(c).id, chatId };
    using wait = boundByRight(app, sessionRight(c), c.req.raw.signal);
    const chat = await app.awaitTitle({ ...key, signal: wait.signal });
    wait.assertRight();
    if (!isHtmx(c)) return c.redirect(paths.chat(chatId), 303);
    return c.html(<ChatTitle t={c.var.t} chat={chat} />);
  });

  routes.post("/chats/:chat/title", validForm(titleForm), async (c) => {
    const { title } = c.req.valid("form");
    const reader = viewer(c);
    const chatId = c.req.param("chat");
    try {
      await app.updateChat({ userId: reader.user.id, chatId, title });
      return await showChanged(c, chatId);
    } catch (error) {
      const { status, message, fields } = refusal(c, error);
      const page = await chats.page(reader, chatId);
      const rename = { title, error: fields.title ?? message };
      if (!isHtmx(c)) return c.html(<ChatPage {...page} rename={rename} />, status);
      return c.html(<ChatHeader t={c.var.t} chat={page.chat} rename={rename} />, status);
    }
  });

  routes.post("/chats/:chat/pin", validForm(switchForm), async (c) => {
    const { value: pinned } = c.req.valid("form");
    const chatId = c.req.param("chat");
    await app.updateChat({ userId: signedInUser(c).id, chatId, pinned });
    return await showChanged(c, chatId, true);
  });

  routes.post("/chats/:chat/archive", validForm(switchForm), async (c) => {
    const { value: archived } = c.req.valid("form");
    const chatId = c.req.param("chat");
    await app.updateChat({ userId: signedInUser(c).id, chatId, archived });
    return await showChanged(c, chatId, true);
  });

  routes.post("/chats/:chat/end", async (c) => {
    const reader = viewer(c);
    const chatId = c.req.param("chat");
    await app.endChat(reader.user.id, chatId);
    if (!isHtmx(c)) return c.redirect(paths.chat(chatId), 303);
    // The whole chat, because its messages have fewer actions now.
    return c.html(<ShownChat {...await chats.page(reader, chatId)} />);
  });

  routes.post("/chats/:chat/delete", async (c) => {
    const selection = { ids: [c.req.param("chat")] };
    const deletedAt = await app.deleteChats(signedInUser(c).id, selection);
    return goTo(c, paths.homeAfterDeletion(deletedAt));
  });

  return routes;
}
