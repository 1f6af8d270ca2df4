/** What the contract calls the domain's settings. */
const settingsFields = {
  model: "settings.model",
  system: "system_message",
  "config.temperature": "settings.temperature",
  "config.topP": "settings.top_p",
  "config.n": "settings.n",
  "config.stop": "settings.stop",
  "config.maxTokens": "settings.max_tokens",
  "config.presencePenalty": "settings.presence_penalty",
  "config.frequencyPenalty": "settings.frequency_penalty",
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
