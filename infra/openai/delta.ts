/** What is read of a choice's `delta`, or of its `message` without streaming. */
export type Delta = {
  /** Text, or parts if the model also sends its thinking (Mistral). */
  readonly content?: string | readonly ContentPart[] | null;
  /** The text in place of the content when the model declines. */
  readonly refusal?: string | null;
  /** Thinking: DeepSeek, Qwen, Kimi, GLM, xAI, SGLang, older vLLM. */
  readonly reasoning_content?: unknown;
  /** Thinking: OpenRouter, Ollama, Groq, Cerebras, vLLM since 0.11. */
  readonly reasoning?: unknown;
  /** Thinking in parts: OpenRouter, often beside `reasoning` with the same text. */
  readonly reasoning_details?: unknown;
  /** Sources: OpenAI, OpenRouter. */
  readonly annotations?: unknown;
};

type ContentPart = {
  readonly type?: string;
  readonly text?: unknown;
  readonly thinking?: unknown;
  readonly reasoning?: unknown;
  /** Databricks. */
  readonly summary?: unknown;
} | null;

/** The answer's text in a delta. */
export function textIn({ content, refusal }: Delta): string {
  if (typeof content === "string" && content) return content;
  if (Array.isArray(content)) {
    return content.map((part) => isThinking(part) ? "" : nested([part])).join("");
  }
  return stringOf(refusal);
}

/** The thinking in a delta, in whichever form; a text that comes in two fields counts once. */
export function thinkingIn(delta: Delta): string {
  return stringOf(delta.reasoning_content) || stringOf(delta.reasoning) ||
    inDetails(delta.reasoning_details) || inParts(delta.content);
}

/** Encrypted details have nothing to read. */
function inDetails(details: unknown): string {
  if (!Array.isArray(details)) return "";
  return details.map((detail) => stringOf(detail?.text) || stringOf(detail?.summary)).join("");
}

/** A part of type `thinking` has a text, or again parts. */
function inParts(content: Delta["content"]): string {
  if (!Array.isArray(content)) return "";
  return content.map((part: ContentPart) => {
    if (!part || !isThinking(part)) return "";
    return [part.thinking, part.reasoning, part.text, part.summary].map(nested).join("");
  }).join("");
}

function isThinking(part: ContentPart): boolean {
  return part?.type === "thinking" || part?.type === "reasoning";
}

function nested(value: unknown): string {
  if (!Array.isArray(value)) return stringOf(value);
  return value.map((part) => typeof part === "string" ? part : stringOf(part?.text)).join("");
}

function stringOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
