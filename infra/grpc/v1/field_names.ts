import { modelSettings, settingNames } from "../../../domain/models/settings.ts";

/** What the contract calls the domain's settings. */
const settingsFields = {
  model: "settings.model",
  system: "system_message",
  ...Object.fromEntries(
    settingNames.map((name) => [`config.${name}`, `settings.${modelSettings[name].publicName}`]),
  ),
};

/** What requests call the domain's fields, where that has another name for them. */
export const requestFields: Readonly<Record<string, string>> = {
  ...settingsFields,
  before: "page_token",
  q: "query",
  requestId: "request_id",
};

/** The same for requests that have the chat itself as a field. */
export const chatFields: Readonly<Record<string, string>> = Object.fromEntries(
  [...Object.entries(settingsFields), ["title", "title"]].map(([domain, name]) => [
    domain,
    `chat.${name}`,
  ]),
);
