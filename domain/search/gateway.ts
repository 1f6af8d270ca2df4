import type { WantedWord } from "./words.ts";

/** One lookup in the index. */
export type Lookup = {
  /** Whether to search titles or messages. */
  readonly kind: "title" | "message";
  /** A text must have all of these among its {@link searchWords}; may be empty. */
  readonly words: readonly WantedWord[];
  /** Used when `words` is empty: a text must contain all of these, byte for byte. */
  readonly literals: readonly string[];
  /** Only finds after this position; without it, from the newest on. */
  readonly after?: number;
  /** Most finds to return; there may be fewer even when more follow. */
  readonly limit: number;
};

/** A text that may match. */
export type Find = {
  /** Its place in the order of finds, newest first. */
  readonly position: number;
  readonly chatId: string;
  readonly chatTitle: string;
  /** `null` for a chat's title. */
  readonly messageId: string | null;
  readonly text: string;
  /** When the message was sent, or the chat's last message was. */
  readonly at: Date;
};

/** Some finds, newest first. */
export type Finds = {
  readonly finds: readonly Find[];
  /** The position to continue from, or `null` at the end. */
  readonly next: number | null;
};

/**
 * The index of users' chats: titles, questions and ended answers. Deleted chats and other users'
 * chats are never found.
 */
export interface SearchGateway {
  /**
   * Finds texts by their words. Very long words may be compared by their beginning only, so the
   * caller has to check each find.
   */
  find(userId: string, lookup: Lookup): Promise<Finds>;
}
