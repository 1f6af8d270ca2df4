import { type Message, wholeText } from "./message.ts";

/** Part of a path through a chat, oldest message first. */
export type MessagePage = {
  readonly messages: readonly Message[];
  /** Whether there are older messages. */
  readonly hasOlder: boolean;
};

/** Chats or messages on one page of the APIs, by default and at most. */
export const PAGE_SIZE = { usual: 50, most: 200 };

/** Most bytes of a page's items: by default, gRPC clients accept messages of up to 4 MiB. */
export const MAX_PAGE_BYTES = 3 * 1024 * 1024;

/** A page, possibly cut to the size of a response. */
export type BoundedPage<Item> = {
  readonly items: readonly Item[];
  /** Whether there are more items, on this page or after it. */
  readonly hasMore: boolean;
};

/**
 * As many items of a page as fit a response, at least one.
 *
 * @param page `text` returns the part of an item that can be large.
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
 * The newest messages of a path for one page: at most `limit`, with about `bytes` of text at most,
 * and at least one.
 *
 * @param path Oldest first. May have fewer than `limit` messages because it was read with the same
 * `bytes`.
 */
export function newestOf(
  path: readonly Message[],
  { limit, bytes }: { limit: number; bytes: number },
): MessagePage {
  let length = 0;
  const tooOld = path.findLastIndex((message, index) => {
    length += wholeText(message).length;
    return index < path.length - 1 && length > bytes;
  });
  const messages = path.slice(Math.max(tooOld + 1, path.length - limit));
  const [first] = messages;
  return { messages, hasOlder: first !== undefined && first.parentId !== null };
}
