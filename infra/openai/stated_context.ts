/** Sizes outside this range are other numbers. */
const LEAST_CONTEXT = 256;
const MOST_CONTEXT = 100_000_000;

/**
 * Where sentences state a model's context size.
 *
 * - OpenAI, vLLM: `maximum context length is 4096 tokens`
 * - LM Studio: `loaded with context length of only 4096 tokens`
 * - llama-cpp-python: `exceed context window of 512`
 * - Anthropic: `prompt is too long: 210000 tokens > 200000 maximum`
 * - xAI: `maximum prompt length is 131072`
 * - Gemini: `exceeds the maximum number of tokens allowed (1048576)`
 * - Mistral: `too large for model with 32768 maximum context length`
 * - Together: `inputs tokens + max_new_tokens must be <= 4097`
 */
const wordings = [
  /(?:context (?:length|window|size)|prompt length|tokens allowed)(?: is| of)?(?: only)?:? \(?(\d+)/i,
  /(\d+)[ -](?:tokens? )?(?:maximum )?context (?:length|window|size)/i,
  /> (\d+) maximum/,
  /max_new_tokens\W* must be <= (\d+)/,
];

/**
 * The context size in tokens that a refusal states in a sentence, or `null`.
 */
export function statedContext(message: string): number | null {
  const text = message.replace(/(\d),(?=\d{3}\b)/g, "$1");
  const sizes = wordings.map((wording) => Number(wording.exec(text)?.[1]));
  return sizes.find(isContext) ?? null;
}

/** Whether a number can be a context size. */
export function isContext(value: unknown): value is number {
  return typeof value === "number" && value >= LEAST_CONTEXT && value <= MOST_CONTEXT;
}
