import type { Chat } from "../../domain/chats/chat.ts";
import type { ChatCursor } from "../../domain/chats/gateway.ts";
import type { Texts } from "../texts/texts.ts";

/** Chats under one heading of a list. */
export type ChatGroup<T extends ChatCursor = Chat> = {
  readonly name: string;
  /** Whether the previous page of the list ended in this group, so that it shows the heading. */
  readonly isContinued: boolean;
  readonly chats: readonly T[];
};

/** Language, time zone and time for grouping chats. */
export type GroupOptions = {
  readonly t: Texts;
  readonly now: Date;
  /** The last chat of the previous page of the list. */
  readonly after?: ChatCursor;
};

const DAY = 24 * 60 * 60_000;

/**
 * Groups chats by the day of their last message: pinned, today, yesterday, the seven days before
 * that, and then by month.
 *
 * @param chats A page of the list, in its order.
 */
export function groupChats<T extends ChatCursor>(
  chats: readonly T[],
  { t, now, after }: GroupOptions,
): ChatGroup<T>[] {
  const today = dayNumber(t, now);
  const nameOf = (chat: ChatCursor) => groupName(t, chat, today);
  const nameAbove = after && nameOf(after);
  return [...Map.groupBy(chats, nameOf)].map(([name, chats]) => ({
    name,
    chats,
    isContinued: name === nameAbove,
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
