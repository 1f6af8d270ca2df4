import type { OpenAI } from "openai";
import type { CompletionRequest, PromptMessage } from "../../domain/models/completion_provider.ts";
import { isNeutral, modelSettings, settingNames } from "../../domain/models/settings.ts";
import type { Mends } from "./mends.ts";

type Parameters = OpenAI.ChatCompletionCreateParamsStreaming;

/**
 * A request's body. A setting at its neutral value is omitted, because some servers refuse
 * parameters that they don't know (frequency_penalty on Mistral) or values other than the default
 * (temperature on OpenAI's reasoning models).
 *
 * The limit on tokens has its old name `max_tokens`. Only OpenAI's reasoning models refuse it, with
 * an error, while servers that don't know `max_completion_tokens` (older Ollama, llama.cpp, LM
 * Studio) silently ignore that.
 *
 * @param mends What the server has refused for this model.
 */
export function completionParameters(
  { config, messages }: CompletionRequest,
  mends: Mends,
): Parameters {
  const settings = settingNames.filter((name) => !isNeutral(name, config[name]))
    .map((name) => {
      const { publicName } = modelSettings[name];
      const isRenamed = publicName === "max_tokens" && mends.has("max_tokens");
      const sentName = isRenamed ? "max_completion_tokens" : publicName;
      return [sentName, mends.valueOf(publicName, config[name])] as const;
    })
    .filter(([, value]) => value !== null);
  const isStream = !mends.has("stream");
  const body = {
    model: config.model,
    messages: mends.has("system") ? withoutSystem(messages) : messages.map(plain),
    stream: isStream,
    ...isStream && !mends.has("stream_options") && { stream_options: { include_usage: true } },
    ...Object.fromEntries(settings),
  };
  // What isn't streamed is read like what is.
  return body as Parameters;
}

/** The settings that a request leaves out or changes because the server has refused them. */
export function leftOutSettings({ config }: CompletionRequest, mends: Mends): string[] {
  return settingNames.flatMap((name) => {
    const { publicName } = modelSettings[name];
    const value = mends.valueOf(publicName, config[name]);
    // The answers that a server doesn't give at once are asked for one by one.
    if (publicName === "n" || value === config[name]) return [];
    return [value === null ? publicName : `${publicName}=${value}`];
  });
}

function plain({ role, content }: PromptMessage): PromptMessage {
  return { role, content };
}

/** The messages with the system message at the beginning of the first question. */
function withoutSystem(messages: readonly PromptMessage[]): PromptMessage[] {
  const system = messages.filter(({ role }) => role === "system").map(({ content }) => content);
  const [first, ...others] = messages.filter(({ role }) => role !== "system").map(plain);
  if (!first) return [];
  return [{ ...first, content: [...system, first.content].join("\n\n") }, ...others];
}
