import { modelSettings, settingNames } from "../../../domain/models/settings.ts";

/** The contract's names of the domain's settings. */
const settingsFields = {
  model: "settings.model",
  system: "system_message",
  ...Object.fromEntries(
    settingNames.map((name) => [`config.${name}`, `settings.${modelSettings[name].publicName}`]),
  ),
};

/** Fields whose names in requests differ from the domain's. */
export const requestFields: Readonly<Record<string, string>> = {
  ...settingsFields,
  before: "page_token",
  q: "query",
  idempotencyKey: "request_id",
};

/** The names in requests that have the chat itself as a field. */
export const chatFields: Readonly<Record<string, string>> = Object.fromEntries(
  [...Object.entries(settingsFields), ["title", "title"]].map(([domain, name]) => [
    domain,
    `chat.${name}`,
  ]),
);
