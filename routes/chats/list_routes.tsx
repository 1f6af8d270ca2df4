import { type Context, Hono } from "hono";
import { z } from "zod";
import type { App } from "../../domain/app.ts";
import { parseChatCursor } from "../../domain/chats/cursor.ts";
import { normalizeId } from "../../domain/id.ts";
import { ChatEntries } from "../../views/chats/list.tsx";
import { ChatsPage } from "../../views/chats/chats_page.tsx";
import { type ChatsPlace, paths } from "../../views/paths.ts";
import { chatsPageProps, deletionTime } from "./list_data.ts";
import { goTo, isHtmx } from "../http/go_to.ts";
import type { ShellData } from "./shell_data.ts";
import { refusal } from "../problems/refusal.ts";
import type { RouteEnv } from "../route_env.ts";
import { signedInUser } from "../accounts/session_cookie.ts";
import { viewer } from "../accounts/viewer.ts";
import { listField, switchField, validForm } from "../http/valid_form.ts";

/** The selected chats, and the part of the list to come back to. */
const selection = {
  chat: listField.transform((ids) => ids.map(normalizeId)),
  archived: switchField,
  before: z.string().optional().transform((text) => parseChatCursor(text, "before")),
};
const archiveForm = z.object({ ...selection, value: switchField });
const deleteForm = z.object({ ...selection, all: switchField });
const restoreForm = z.object({ deleted: z.coerce.number().int().nonnegative().max(8.64e15) });

/** Many chats at once: list, archive, delete and restore them. */
export function chatListRoutes({ app, shell }: { app: App; shell: ShellData }): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();

  async function refuse(c: Context<RouteEnv>, error: unknown, place: ChatsPlace, ids: string[]) {
    const { status, message: alert } = refusal(c, error);
    const page = await chatsPageProps({ app, shell }, viewer(c), place);
    return c.html(<ChatsPage {...page} alert={alert} selected={ids} />, status);
  }

  routes.get("/chats", async (c) => {
    const reader = viewer(c);
    const before = parseChatCursor(c.req.query("before"), "before");
    if (isHtmx(c)) return c.html(<ChatEntries {...await shell.list(reader, null, before)} />);
    const archived = c.req.query("archived") === "on";
    const deletedAt = deletionTime(c.req.query("deleted"));
    const place = { archived, before, deletedAt };
    return c.html(<ChatsPage {...await chatsPageProps({ app, shell }, reader, place)} />);
  });

  routes.post("/chats/archive", validForm(archiveForm), async (c) => {
    const { chat: chatIds, value, ...place } = c.req.valid("form");
    try {
      await app.archiveChats({ userId: signedInUser(c).id, chatIds, archived: value });
      return goTo(c, paths.chatsPage(place));
    } catch (error) {
      return await refuse(c, error, place, chatIds);
    }
  });

  routes.post("/chats/delete", validForm(deleteForm), async (c) => {
    const { chat: ids, all, ...place } = c.req.valid("form");
    try {
      const chats = all ? { archived: place.archived } : { ids };
      const deletedAt = await app.deleteChats(signedInUser(c).id, chats);
      return goTo(c, paths.chatsPage({ ...place, deletedAt }));
    } catch (error) {
      return await refuse(c, error, place, ids);
    }
  });

  routes.post("/chats/restore", validForm(restoreForm), async (c) => {
    const { deleted } = c.req.valid("form");
    const [chatId, ...more] = await app.restoreChats(signedInUser(c).id, new Date(deleted));
    return goTo(c, chatId && more.length === 0 ? paths.chat(chatId) : paths.chats());
  });

  return routes;
}
