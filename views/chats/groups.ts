import type { Chat } from "../../domain/chats/chat.ts";
import type { ChatCursor } from "../../domain/chats/gateway.ts";
import type { Texts } from "../texts/texts.ts";

/** Chats that are listed under one heading. */
export type ChatGroup<T extends ChatCursor = Chat> = {
  readonly name: string;
  /** Whether the list has the heading already, with other chats under it. */
  readonly isContinued: boolean;
  readonly chats: readonly T[];
};

/** By whose day and in which words chats are grouped. */
export type GroupOptions = {
  readonly t: Texts;
  readonly now: Date;
  /** The chat after which these come in the list. */
  readonly after?: ChatCursor;
};

const DAY = 24 * 60 * 60_000;

/**
 * Groups a page of the list of chats by the day of their last message: pinned ones, today, yesterday,
 * the seven days before, and then by months.
 *
 * @param chats In the order of the list.
 */
export function groupChats<T extends ChatCursor>(
  chats: readonly T[],
  { t, now, after }: GroupOptions,
): ChatGroup<T>[] {
  const today = dayNumber(t, now);
  const nameOf = (chat: ChatCursor) => groupName(t, chat, today);
  const above = after && nameOf(after);
  return [...Map.groupBy(chats, nameOf)].map(([name, chats]) => ({
    ...{ name, chats },
    isContinued: name === above,
  }));
}

function groupName(t: Texts, { pinned, updatedAt }: ChatCursor, today: number): string {
  if (pinned) return t.list.pinned;
  const days = today - dayNumber(t, updatedAt);
  if (days <= 0) return t.list.today;
  if (days === 1) return t.list.yesterday;
  return days <= 8 ? t.list.previousDays : t.format.month(updatedAt);
}

function dayNumber({ format }: Texts, at: Date): number {
  return Date.parse(format.day(at)) / DAY;
}
