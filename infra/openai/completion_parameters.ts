import type { OpenAI } from "openai";
import type { CompletionRequest } from "../../domain/models/completion_provider.ts";
import type { UpstreamRefusal } from "./refusal_kinds.ts";
import { eachSetting, isNeutral, settingNames } from "../../domain/models/settings.ts";

/** A parameter that a server has refused, and that is omitted or renamed from then on. */
export type Refusal = "stream_options" | "max_tokens";

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
 * The refused parameter, if the request can be sent without it. Servers name it in different places
 * of the error.
 */
export function refusedParameter(
  { status, message, params }: UpstreamRefusal,
  { config }: CompletionRequest,
): Refusal | null {
  if (status !== 400 && status !== 422) return null;
  const text = `${message} ${params.join(" ")}`;
  if (text.includes("stream_options")) return "stream_options";
  return config.maxTokens !== null && text.includes("max_completion_tokens") ? "max_tokens" : null;
}
