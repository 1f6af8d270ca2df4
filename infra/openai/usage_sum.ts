import type { CompletionEvent } from "../../domain/models/completion_provider.ts";

type Usage = Extract<CompletionEvent, { type: "usage" }>;

/**
 * The events of one or several requests with the token counts of all of them as the last one, also
 * before a failure.
 */
export async function* withUsageSum(
  events: AsyncIterable<CompletionEvent>,
): AsyncGenerator<CompletionEvent, void> {
  let sum: Usage | null = null;
  try {
    for await (const event of events) {
      if (event.type === "usage") sum = sum ? sumOf(sum, event) : event;
      else yield event;
    }
  } catch (error) {
    if (sum) yield sum;
    throw error;
  }
  if (sum) yield sum;
}

function sumOf(one: Usage, other: Usage): Usage {
  const cached = [one.cachedPromptTokens, other.cachedPromptTokens]
    .filter((tokens) => tokens !== undefined);
  return {
    type: "usage",
    promptTokens: one.promptTokens + other.promptTokens,
    completionTokens: one.completionTokens + other.completionTokens,
    ...cached.length > 0 && {
      cachedPromptTokens: cached.reduce((total, tokens) => total + tokens, 0),
    },
  };
}
