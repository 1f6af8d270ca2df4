import type { WantedWord } from "./words.ts";

/** What is looked for in one go. */
export type Lookup = {
  /** Titles of chats, or what was said in them. */
  readonly kind: "title" | "message";
  /** Every one of them must be among a text's {@link searchWords}; may be empty. */
  readonly words: readonly WantedWord[];
  /** Without words: texts that have all of these, byte by byte. */
  readonly literals: readonly string[];
  /** Only what comes after the find at this position; from the newest without it. */
  readonly after?: number;
  /** Most finds wanted; there may be fewer although there are more to come. */
  readonly limit: number;
};

/** A text that may be what is looked for. */
export type Find = {
  /** Its place in the order of finds, newest first. */
  readonly position: number;
  readonly chatId: string;
  readonly chatTitle: string;
  /** `null` for a chat's title. */
  readonly messageId: string | null;
  readonly text: string;
  /** When the message was sent, or the chat last went on. */
  readonly at: Date;
};

/** Some finds, newest first. */
export type Finds = {
  readonly finds: readonly Find[];
  /** Where to look on, or `null` at the end. */
  readonly next: number | null;
};

/**
 * The index of what a user's chats say: titles, questions and ended answers. Deleted chats are left out.
 * What belongs to somebody else is never found.
 */
export interface SearchGateway {
  /**
   * Finds texts by their words. Words that are very long may be compared by their beginning alone,
   * so a find is to be looked at.
   */
  find(userId: string, lookup: Lookup): Promise<Finds>;
}
