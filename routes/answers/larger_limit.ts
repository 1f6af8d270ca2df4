import type { App } from "../../domain/app.ts";
import { type Model, modelOrDefault } from "../../domain/models/catalog.ts";

/** How much larger a limit becomes that an answer used up without a word. */
const FACTOR = 4;

/** The smallest limit that is set in this way, in tokens. */
const LEAST = 4096;

/**
 * Raises a chat's limit on answers' tokens, because one used all of it for thinking: to four times
 * what it was, but at most to half of what the model reads and writes together.
 *
 * @throws {AppError} `not_found`, `chat_ended`
 */
export async function raiseLimit(
  app: App,
  { userId, chatId }: { readonly userId: string; readonly chatId: string },
): Promise<void> {
  const { config } = await app.getChat(userId, chatId);
  const model = modelOrDefault(app.models, config.model);
  const maxTokens = largerLimit(config.maxTokens, model);
  if (maxTokens === config.maxTokens) return;
  await app.updateChat({ userId, chatId, config: { maxTokens } });
}

/** Without a limit of the chat's own, the one of the model's server was too small. */
function largerLimit(limit: number | null, { contextTokens }: Model): number {
  const most = Math.floor(contextTokens / 2);
  return Math.max(limit ?? 0, Math.min(most, Math.max(LEAST, FACTOR * (limit ?? LEAST))));
}
