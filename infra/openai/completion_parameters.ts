import type { OpenAI } from "openai";
import type { CompletionRequest } from "../../domain/models/completion_provider.ts";
import { eachSetting, isNeutral, settingNames } from "../../domain/models/settings.ts";

/** What a server has refused and is asked without, or otherwise, from then on. */
export type Refusal = "stream_options" | "max_tokens";

type Parameters = OpenAI.ChatCompletionCreateParamsStreaming;

/**
 * A request's body. A setting at its neutral value is left out, as some servers refuse parameters
 * that they don't know (frequency_penalty on Mistral) or other values than the default
 * (temperature on OpenAI's reasoning models).
 *
 * The limit on tokens goes by its old name `max_tokens`: every server knows it but OpenAI's
 * reasoning models, and those say so, while servers that don't know `max_completion_tokens` (older
 * Ollama, llama.cpp, LM Studio) ignore it in silence.
 *
 * @param refused What the server has refused for this model.
 */
export function completionParameters(
  { config, messages }: CompletionRequest,
  refused: ReadonlySet<Refusal>,
): Parameters {
  const names = {
    ...eachSetting(({ publicName }) => publicName),
    ...refused.has("max_tokens") && { maxTokens: "max_completion_tokens" },
  };
  const settings = settingNames.filter((name) => !isNeutral(name, config[name]))
    .map((name) => [names[name], config[name]]);
  return {
    model: config.model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    stream: true,
    ...!refused.has("stream_options") && { stream_options: { include_usage: true } },
    ...Object.fromEntries(settings),
  };
}

/**
 * What a refusal is about, if it can be helped: servers name the parameter they don't take, in
 * different places of the error.
 *
 * @param error A refusal with status 400 or 422.
 */
export function refusalIn(
  error: InstanceType<typeof OpenAI.APIError>,
  { config }: CompletionRequest,
): Refusal | null {
  if (error.status !== 400 && error.status !== 422) return null;
  const text = `${error.message} ${JSON.stringify(error.error)}`;
  if (text.includes("stream_options")) return "stream_options";
  return config.maxTokens !== null && text.includes("max_completion_tokens") ? "max_tokens" : null;
}
