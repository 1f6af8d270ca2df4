/** Smaller numbers in a sentence are rather a part of the model's name. */
const LEAST_LIMIT = 256;

/**
 * The highest limit on an answer's tokens that a refusal allows.
 *
 * - OpenAI: `max_tokens is too large: 100000. This model supports at most 16384 completion tokens`
 * - Anthropic: `max_tokens: 100000 > 64000`, and `190000 + 21333 > 200000` with the prompt
 * - vLLM: `maximum context length is 4096 tokens and your request has 100 input tokens`
 * - DeepSeek, DashScope: `[1, 8192]`
 *
 * @param refused The limit that was sent.
 * @returns `null` when it names none.
 */
export function statedLimit(message: string, refused: number): number | null {
  const text = message.replace(/(\d),(?=\d{3}\b)/g, "$1");
  const [, prompt, context] = /(\d+) \+ \d+ > (\d+)/.exec(text) ??
    /has (\d+) input tokens.*?(?:> |of )(\d+)/.exec(text) ?? [];
  const size = context ?? /maximum context length (?:is|of) (\d+)/.exec(text)?.[1];
  const used = prompt ?? /\b(\d+) (?:input|prompt) tokens/.exec(text)?.[1];
  const numbers = size && used
    ? [Number(size) - Number(used)]
    : [...text.matchAll(/\d+/g)].map(([digits]) => Number(digits))
      .filter((number) => number >= LEAST_LIMIT);
  const limits = numbers.filter((number) => number > 0 && number < refused);
  return limits.length > 0 ? Math.max(...limits) : null;
}
