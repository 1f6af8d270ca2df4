import type { App } from "../../domain/app.ts";
import type { Chat } from "../../domain/chats/chat.ts";
import type { Answer, Message } from "../../domain/chats/message.ts";
import type { ComposerProps } from "../../views/answers/composer.tsx";
import type { ComposerState } from "../../views/answers/composer_state.tsx";
import type { Texts } from "../../views/texts/texts.ts";

/** The state of a composer that takes a message. */
export const READY: ComposerState = { type: "ready" };

/** The composer's first content: a suggestion, or a refused message with the reason. */
export type ReplyDraft = Partial<
  Pick<ComposerProps, "message" | "idempotencyKey" | "error" | "model">
>;

/** Props of the composer below a chat's last answer. */
export function composerBelow(t: Texts, { id, chatId, state }: Answer): ComposerProps {
  const isStreaming = state === "streaming";
  return composerProps({
    t,
    chatId,
    state: isStreaming ? { type: "answering", answerId: id } : READY,
  });
}

/** Props of a composer with a draft, and with the key of the request that will send it. */
export function composerProps(
  composer: Pick<ComposerProps, "t" | "chatId" | "state" | "isAfterGap">,
  draft?: ReplyDraft,
): ComposerProps {
  return { ...composer, ...draft, idempotencyKey: draft?.idempotencyKey ?? crypto.randomUUID() };
}

/**
 * The state of the composer below these messages. They may be on another branch than the one that
 * is being answered. They were read at another moment than the chat; where they differ, the
 * messages decide.
 */
export async function composerState(
  app: App,
  chat: Chat,
  messages: readonly Message[],
): Promise<ComposerState> {
  if (chat.status === "ended") return { type: "ended" };
  const last = messages.at(-1);
  if (last?.role === "assistant" && last.state === "streaming") {
    return { type: "answering", answerId: last.id };
  }
  if (!chat.answering) return READY;
  const running = await app.listRunning(chat.userId, chat.id);
  const isElsewhere = messages.length > 0;
  const [answerId] = running.filter((id) => messages.every((message) => message.id !== id));
  return answerId ? { type: "answering", answerId, isElsewhere } : READY;
}
