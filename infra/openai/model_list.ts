import type { Model } from "../../domain/models/catalog.ts";
import { isModelName } from "../../domain/models/model_name.ts";

/** A listed or configured model; `contextTokens` is `null` if unknown. */
export type ListedModel = {
  readonly name: Model["name"];
  readonly contextTokens: Model["contextTokens"] | null;
};

/** Context sizes outside this range are ignored as mistakes. */
const MIN_CONTEXT_TOKENS = 256;
const MAX_CONTEXT_TOKENS = 100_000_000;

/**
 * The fields with a model's context size, by server. The size it was loaded with comes before the
 * size it supports.
 *
 * - `loaded_context_length`, `max_context_length`: LM Studio; the latter Mistral as well
 * - `max_model_len`: vLLM, SGLang
 * - `context_length`: OpenRouter, Together, Fireworks; within `metadata`: DeepInfra; within
 *   `top_provider`: OpenRouter, for the provider that it asks first
 * - `context_window`: Groq
 * - `meta.n_ctx`, `meta.n_ctx_train`: llama.cpp
 * - `max_input_tokens`: Anthropic, LiteLLM; within `limits`: GitHub Models
 * - `capabilities.limits.max_context_window_tokens`: GitHub Copilot
 * - `model_spec.availableContextTokens`: Venice
 */
const sizeFields = [
  ["loaded_context_length"],
  ["max_model_len"],
  ["context_length"],
  ["metadata", "context_length"],
  ["top_provider", "context_length"],
  ["context_window"],
  ["max_context_length"],
  ["meta", "n_ctx"],
  ["meta", "n_ctx_train"],
  ["max_input_tokens"],
  ["limits", "max_input_tokens"],
  ["capabilities", "limits", "max_context_window_tokens"],
  ["model_spec", "availableContextTokens"],
] as const;

/**
 * The fields that say whether a model chats, by server.
 *
 * - `supports_chat`: Fireworks
 * - `capabilities.chat_completion`: Azure; `capabilities.completion_chat`: Mistral
 */
const chatFlags = [
  ["supports_chat"],
  ["capabilities", "chat_completion"],
  ["capabilities", "completion_chat"],
] as const;

/**
 * The fields that list what goes into a model or comes out of it: OpenRouter has them within
 * `architecture`. A model that chats reads text and writes text.
 */
const modalityFields = [
  ["architecture", "output_modalities"],
  ["architecture", "input_modalities"],
  ["output_modalities"],
  ["input_modalities"],
] as const;

/** The fields with one word for what a model is for: Together and LM Studio; LiteLLM; Copilot. */
const kindFields = [["type"], ["mode"], ["capabilities", "type"]] as const;

/** Such words, for models that chat and for others. */
const chatKinds = /^(chat|llm|vlm)$/i;
const otherKinds =
  /^(embeddings?|re-?rank|moderation|image(_generation)?|audio(_\w+)?|video|transcri\w+|tts|speech)$/i;

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

/**
 * The chat models that `GET /models` lists, in its order.
 *
 * @param body The response, as JSON.
 * @throws {Error} when the response has no list.
 */
export function listedModels(body: unknown): ListedModel[] {
  const list = Array.isArray(body) ? body : field(body, "data");
  if (!Array.isArray(list)) throw new Error("The response lists no models");
  const entries = new Map<string, unknown>();
  for (const entry of list) {
    const name = field(entry, "id");
    if (isModelName(name) && !entries.has(name)) entries.set(name, entry);
  }
  return [...entries].filter(([name, entry]) => mayChat(name, entry))
    .map(([name, entry]) => ({ name, contextTokens: contextTokensOf(entry, entries) }));
}

/** What the entry says decides before the model's name does. */
function mayChat(name: string, entry: unknown): boolean {
  if (field(entry, "active") === false) return false;
  const statements = [...chatFlags.map((path) => at(entry, path)), ...impliedChats(entry)];
  if (statements.includes(false)) return false;
  return statements.includes(true) || !otherName.test(name);
}

/** Whether a model chats, as its modalities and kinds imply it. */
function impliedChats(entry: unknown): (boolean | null)[] {
  const modalities = modalityFields.map((path) => at(entry, path)).filter(Array.isArray);
  const kinds = kindFields.map((path) => at(entry, path)).filter((kind) =>
    typeof kind === "string"
  );
  return [
    ...modalities.map((listed) => listed.length === 0 ? null : listed.includes("text")),
    ...kinds.map((kind) => chatKinds.test(kind) ? true : otherKinds.test(kind) ? false : null),
  ];
}

/**
 * The size that an entry gives, or else its parent's: an adapter of vLLM has no size of its own, and
 * names the model that it adapts.
 */
function contextTokensOf(entry: unknown, entries: ReadonlyMap<string, unknown>): number | null {
  const parent = entries.get(String(field(entry, "parent") ?? ""));
  const sizes = [entry, parent].flatMap((entry) => sizeFields.map((path) => at(entry, path)));
  return sizes.find(isContextSize) ?? null;
}

function isContextSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= MIN_CONTEXT_TOKENS &&
    (value as number) <= MAX_CONTEXT_TOKENS;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce(field, value);
}
