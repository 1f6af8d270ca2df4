import { Hono } from "hono";
import { z } from "zod";
import type { App } from "../../domain/app.ts";
import { ChatPage } from "../../views/chats/chat_page.tsx";
import { Composer } from "../../views/answers/composer.tsx";
import { ShownChat } from "../../views/chats/fragments.tsx";
import { NewChatPage } from "../../views/chats/new_chat_page.tsx";
import { paths } from "../../views/paths.ts";
import { deletionTime, findDeletion } from "./list_data.ts";
import { hasTag, readTags } from "../http/entity_tags.ts";
import { isHtmx } from "../http/go_to.ts";
import type { ChatData } from "./chat_data.ts";
import { idempotencyKeyAfter, refusal } from "../problems/refusal.ts";
import type { RouteEnv } from "../route_env.ts";
import { readSettings, settingsErrors, settingsFields } from "./settings_form.ts";
import { viewer } from "../accounts/viewer.ts";
import { idempotencyKeyField, queriedId, textField, validForm } from "../http/valid_form.ts";

type ChatDeps = { readonly app: App; readonly chats: ChatData };

const newChatForm = z.object({
  message: textField,
  requestId: idempotencyKeyField,
  ...settingsFields,
});

/** Starting and reading chats. */
export function chatRoutes({ app, chats }: ChatDeps): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();

  routes.get("/", async (c) => {
    const reader = viewer(c);
    const { message, model, settings, deleted } = c.req.query();
    const draft = { message, model, ...settings !== undefined && { settings: {} } };
    const deletion = await findDeletion(app, reader, deletionTime(deleted));
    return c.html(<NewChatPage {...await chats.newPage(reader, draft)} deletion={deletion} />);
  });

  routes.post("/chats", validForm(newChatForm), async (c) => {
    const { message, requestId: idempotencyKey, ...typed } = c.req.valid("form");
    const reader = viewer(c);
    const { id: userId, settings: preferred } = reader.user;
    try {
      const input = { userId, preferred, message, idempotencyKey };
      const turn = await app.startChat({ ...input, ...readSettings(typed) });
      const url = paths.chat(turn.chatId);
      if (!isHtmx(c)) return c.redirect(url, 303);
      const page = await chats.begunPage(reader, turn);
      c.header("HX-Push-Url", url);
      return c.html(<ShownChat {...page} />);
    } catch (error) {
      const { status, message: reason, fields } = refusal(c, error);
      const { model, ...values } = typed;
      const settings = { values, errors: settingsErrors(fields) };
      const isShown = Object.values(values).some((value) => value !== undefined);
      const isAboutSettings = Object.keys(fields).some((path) =>
        !["message", "model", "idempotencyKey"].includes(path)
      );
      const shownReason = isShown && isAboutSettings ? reader.t.settings.wrong : reason;
      const key = { idempotencyKey: idempotencyKeyAfter(fields, idempotencyKey) };
      const draft = { message, ...key, model, error: shownReason, ...isShown && { settings } };
      if (isHtmx(c)) return c.html(<Composer {...chats.newComposer(reader, draft)} />, status);
      return c.html(<NewChatPage {...await chats.newPage(reader, draft)} />, status);
    }
  });

  routes.get("/chats/:chat", async (c) => {
    const reader = viewer(c);
    const chatId = c.req.param("chat");
    const messageId = queriedId(c, "message");
    if (messageId) {
      return c.html(<ChatPage {...await chats.pageAround(reader, chatId, messageId)} />);
    }
    const opened = await chats.open(reader, chatId);
    const tag = chats.tagOf(reader, opened);
    if (tag) c.header("ETag", tag);
    const known = readTags(c.req.header("If-None-Match") ?? "");
    if (tag && hasTag(known, tag)) return c.body(null, 304);
    return c.html(<ChatPage {...await chats.lastPage(reader, opened)} />);
  });

  return routes;
}
