import { AppError } from "../app_error.ts";
import { type Asked, fitPrompt, type Prompt, type TokenWindowDeps } from "../chats/token_window.ts";
import type { LearnedModels } from "../models/learned_models.ts";

/** What {@link refitWith} works with. */
export type RefitDeps = TokenWindowDeps & { readonly models: LearnedModels };

/**
 * Makes a prompt for the context size that the model's server has stated.
 *
 * @returns `null` if the prompt can't become shorter.
 */
export type Refit = (contextTokens: number) => Promise<Prompt | null>;

/**
 * Fits a refused prompt again: the model's stated size is learned, the oldest messages are left
 * out, and the line where its memory begins moves.
 */
export function refitWith(deps: RefitDeps, plan: Asked, refused: Prompt): Refit {
  const { userId, id, config } = plan.chat;
  return async (contextTokens) => {
    deps.models.learn(config.model, contextTokens);
    try {
      const { prompt, memoryBeginsAt } = await fitPrompt(deps, plan);
      if (prompt.messages.length >= refused.messages.length) return null;
      await deps.chats.update(userId, id, { memoryBeginsAt });
      return prompt;
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    }
  };
}
