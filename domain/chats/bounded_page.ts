import type { Message } from "./message.ts";

/** A part of a path through a chat, oldest message first. */
export type MessagePage = {
  readonly messages: readonly Message[];
  /** Whether older messages come before these. */
  readonly hasOlder: boolean;
};

/** How many chats or messages a program gets in one page: unless it says otherwise, and at most. */
export const PAGE_SIZE = { usual: 50, most: 200 };

/** What the items of a page may come to, in bytes: gRPC clients take 4 MiB as one message by default. */
export const MAX_PAGE_BYTES = 3 * 1024 * 1024;

/** A page, or as much of it as a response may hold. */
export type BoundedPage<Item> = {
  readonly items: readonly Item[];
  /** Whether there are more items: beyond the page, or in what was left of it. */
  readonly hasMore: boolean;
};

/**
 * As many items of a page as a response may hold, at least one.
 *
 * @param page `text` is what makes an item large.
 */
export function boundPage<Item>(
  { items, hasMore, text }: BoundedPage<Item> & { text: (item: Item) => string },
): BoundedPage<Item> {
  let bytes = 0;
  const over = items.findIndex((item, index) => {
    // A UTF-16 code unit takes at most 3 bytes in UTF-8.
    bytes += 3 * text(item).length;
    return bytes > MAX_PAGE_BYTES && index > 0;
  });
  return over < 0 ? { items, hasMore } : { items: items.slice(0, over), hasMore: true };
}

/**
 * The newest messages of a path, as many as a page holds: at most `limit`, of at most `bytes` of text or so, and at
 * least one.
 *
 * @param path The oldest first; as it was read with the same `bytes`, it need not reach as far up as `limit`.
 */
export function newestOf(
  path: readonly Message[],
  { limit, bytes }: { limit: number; bytes: number },
): MessagePage {
  let length = 0;
  const tooOld = path.findLastIndex(({ content }, index) => {
    length += content.length;
    return index < path.length - 1 && length > bytes;
  });
  const messages = path.slice(Math.max(tooOld + 1, path.length - limit));
  const [first] = messages;
  return { messages, hasOlder: first !== undefined && first.parentId !== null };
}
