import type { Model } from "../../domain/models/catalog.ts";

/** A listed or configured model; `contextTokens` is `null` if unknown. */
export type ListedModel = {
  readonly name: Model["name"];
  readonly contextTokens: Model["contextTokens"] | null;
};

/** Longest name that the database can store. */
const MAX_NAME_LENGTH = 255;

/** Context sizes outside this range are ignored as mistakes. */
const MIN_CONTEXT_TOKENS = 256;
const MAX_CONTEXT_TOKENS = 100_000_000;

/**
 * The fields with a model's context size, by server. The size it was loaded with comes before the
 * size it supports.
 *
 * - `loaded_context_length`, `max_context_length`: LM Studio; the latter Mistral as well
 * - `max_model_len`: vLLM, SGLang
 * - `context_length`: OpenRouter, Together, Fireworks; within `metadata`: DeepInfra
 * - `context_window`: Groq
 * - `meta.n_ctx`, `meta.n_ctx_train`: llama.cpp
 * - `max_input_tokens`: Anthropic, LiteLLM
 */
const sizeFields = [
  ["loaded_context_length"],
  ["max_model_len"],
  ["context_length"],
  ["metadata", "context_length"],
  ["context_window"],
  ["max_context_length"],
  ["meta", "n_ctx"],
  ["meta", "n_ctx_train"],
  ["max_input_tokens"],
] as const;

/** Words in the names of models that don't chat in text over this API. */
const otherName = new RegExp(
  "(^|[^a-z])(" + [
    ...["embed", "embedding", "embeddings", "bge", "gte", "e5", "minilm"],
    ...["rerank", "reranker", "moderation", "llama-guard", "prompt-guard"],
    ...["whisper", "transcribe", "asr", "tts", "audio", "realtime", "voice", "speech", "orpheus"],
    ...["dall-e", "image", "imagen", "stable-diffusion", "sdxl", "flux", "sora", "veo", "video"],
    ...["babbage", "davinci", "gpt-3\\.5-turbo-instruct", "deep-research", "computer-use"],
  ].join("|") + ")([^a-z]|$)",
  "i",
);

/** The types of models that don't chat, as servers such as LM Studio and Together name them. */
const otherTypes = /^(embeddings?|re-?rank|moderation|image|audio|video|transcri\w+|tts|speech)$/i;

/**
 * The chat models that `GET /models` lists, in its order.
 *
 * @param body The response, as JSON.
 * @throws {Error} when the response has no list.
 */
export function listedModels(body: unknown): ListedModel[] {
  const list = Array.isArray(body) ? body : field(body, "data");
  if (!Array.isArray(list)) throw new Error("The response lists no models");
  const models = new Map<string, ListedModel>();
  for (const entry of list) {
    const name = field(entry, "id");
    if (!isName(name) || models.has(name) || !mayChat(name, entry)) continue;
    models.set(name, { name, contextTokens: contextTokensOf(entry) });
  }
  return [...models.values()];
}

function mayChat(name: string, entry: unknown): boolean {
  const type = field(entry, "type");
  const outputs = field(field(entry, "architecture"), "output_modalities");
  return !otherName.test(name) &&
    !(typeof type === "string" && otherTypes.test(type)) &&
    !(Array.isArray(outputs) && !outputs.includes("text")) &&
    field(field(entry, "capabilities"), "completion_chat") !== false &&
    field(entry, "active") !== false;
}

function contextTokensOf(entry: unknown): number | null {
  const sizes = sizeFields.map((path) => path.reduce<unknown>(field, entry));
  return sizes.find(isContextSize) ?? null;
}

function isContextSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= MIN_CONTEXT_TOKENS &&
    (value as number) <= MAX_CONTEXT_TOKENS;
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value.trim() === value && value !== "" &&
    value.length <= MAX_NAME_LENGTH && value.isWellFormed() && !/\p{Cc}/u.test(value);
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
