import { Hono } from "hono";
import { z } from "zod";
import type { App } from "../../domain/app.ts";
import { ChangedSettings } from "../../views/chats/fragments.tsx";
import { ChatSettingsForm, ChatSettingsPage } from "../../views/chats/settings.tsx";
import { paths } from "../../views/paths.ts";
import type { AccountPageView } from "../accounts/page_view.tsx";
import { isHtmx } from "../http/go_to.ts";
import type { ShellData } from "./shell_data.ts";
import { refusal } from "../problems/refusal.ts";
import type { RouteEnv } from "../route_env.ts";
import { chatSettings, defaultSettings, gaugeOfBranch } from "./settings_data.ts";
import {
  readDefaults,
  readSettings,
  settingsErrors,
  settingsFields,
  settingsForm,
} from "./settings_form.ts";
import { validForm } from "../http/valid_form.ts";
import { viewer } from "../accounts/viewer.ts";

type SettingsDeps = {
  readonly app: App;
  readonly shell: ShellData;
  /** Shows the defaults for new chats. */
  readonly page: AccountPageView;
};

const defaultsForm = z.object({ ...settingsFields, reset: z.string().optional() });

/** The settings of a chat, and a user's defaults for new chats. */
export function settingsRoutes({ app, shell, page }: SettingsDeps): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();

  routes.get("/chats/:chat/settings", async (c) => {
    const reader = viewer(c);
    const chat = await app.getChat(reader.user.id, c.req.param("chat"));
    const settings = chatSettings(app, reader, chat);
    if (isHtmx(c)) return c.html(<ChatSettingsForm {...settings} />);
    return c.html(<ChatSettingsPage {...await shell.props(reader, chat.id)} settings={settings} />);
  });

  routes.post("/chats/:chat/settings", validForm(settingsForm), async (c) => {
    const typed = c.req.valid("form");
    const reader = viewer(c);
    const chatId = c.req.param("chat");
    const { user: { id: userId }, t } = reader;
    const { config: defaults } = app.chatDefaults({ ...reader.user.settings, model: typed.model });
    try {
      const { config, ...others } = readSettings(typed);
      const { model: _, ...numbers } = defaults;
      const settings = { ...others, config: { ...numbers, ...config } };
      const chat = await app.updateChat({ userId, chatId, ...settings });
      if (!isHtmx(c)) return c.redirect(paths.chat(chatId), 303);
      const gauge = await gaugeOfBranch(app, t, chat);
      const props = { ...chatSettings(app, reader, chat), isSaved: true };
      return c.html(<ChangedSettings settings={props} gauge={gauge} />);
    } catch (error) {
      const { status, fields, message } = refusal(c, error);
      const chat = await app.getChat(userId, chatId);
      const errors = settingsErrors(fields);
      const settings = { ...chatSettings(app, reader, chat), values: typed, errors };
      if (isHtmx(c)) return c.html(<ChatSettingsForm {...settings} />, status);
      const alert = Object.keys(fields).length > 0 ? t.settings.wrong : message;
      const around = { ...await shell.props(reader, chatId), alert };
      return c.html(<ChatSettingsPage {...around} settings={settings} />, status);
    }
  });

  routes.post("/account/defaults", validForm(defaultsForm), async (c) => {
    const { reset, ...typed } = c.req.valid("form");
    const reader = viewer(c);
    try {
      const operators = app.chatDefaults({ model: typed.model });
      const preferred = reset === undefined ? readDefaults(typed, operators) : {};
      await app.updateChatDefaults(reader.user.id, preferred);
      return c.redirect(paths.account("defaults"), 303);
    } catch (error) {
      const { status, fields } = refusal(c, error);
      const errors = settingsErrors(fields);
      const defaults = { ...defaultSettings(app, reader), values: typed, errors };
      return await page.show(c, { defaults }, status);
    }
  });

  return routes;
}
