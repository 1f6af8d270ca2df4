import { type Asked, beginOf, chatBudget, type MemoryDeps, readWindow } from "../chats/memory.ts";
import { assertMessagesFit, promptTokens, toPrompt } from "../chats/token_window.ts";
import type { Prompt } from "./running_turn.ts";

/**
 * Makes the prompt from the newest messages that fit.
 *
 * @param plan All of its `asked` messages must fit.
 * @returns `memoryBeginsAt`: the oldest message in the prompt, if older ones were left out.
 * @throws {AppError} `message_too_long`, `invalid_argument`
 */
export async function fitPrompt(
  deps: MemoryDeps,
  plan: Asked,
): Promise<{ prompt: Prompt; memoryBeginsAt: string | null }> {
  const { chat, asked } = plan;
  const { model, systemTokens, budget } = await chatBudget(deps, chat);
  assertMessagesFit(asked, budget, model);
  const window = await readWindow(deps, plan, budget);
  return {
    prompt: {
      config: chat.config,
      messages: toPrompt(chat.systemMessage, window),
      tokens: promptTokens(window, systemTokens),
    },
    memoryBeginsAt: beginOf(window),
  };
}
