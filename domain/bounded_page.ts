/** What the items of a page may come to, in bytes: gRPC clients take 4 MiB as one message by default. */
const MAX_PAGE_BYTES = 3 * 1024 * 1024;

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
