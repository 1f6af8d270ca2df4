import { invalidArgument } from "../app_error.ts";
import { said } from "../said.ts";
import type { Find, Lookup, SearchGateway } from "./gateway.ts";
import { matchesQuery, parseSearchQuery, type SearchQuery } from "./query.ts";
import { cutSnippet, type SnippetPart } from "./snippet.ts";

/** A result: a chat found by its title, or a message. */
export type SearchHit = {
  readonly chatId: string;
  readonly chatTitle: string;
  /** `null` when the chat's title matches. */
  readonly messageId: string | null;
  /** The line that matches. */
  readonly snippet: readonly SnippetPart[];
  /** When the message was sent, or the chat's last message was. */
  readonly at: Date;
};

/** A page of hits. */
export type HitPage = {
  readonly hits: readonly SearchHit[];
  /** The `before` of the next page, or `null` at the end. */
  readonly next: string | null;
};

/** What to search for. */
export type SearchInput = {
  readonly userId: string;
  /** As it was typed: words in any order, each of which may be the beginning of a word. */
  readonly query: string;
  /** The `next` of the page before. */
  readonly before?: string;
  readonly limit: number;
};

/** The use case of searching chats. Errors are those of {@link App}. */
export interface SearchUseCases {
  /**
   * Searches a user's chats: first those whose title has every word, then messages, newest first.
   * Case and accents make no difference.
   *
   * @returns no hits when the query is blank.
   * @throws `invalid_argument` on fields `q`, `before`
   */
  searchChats(input: SearchInput): Promise<HitPage>;
}

/** Hits on one page of the APIs, by default and at most. */
export const HITS_PAGE_SIZE = { usual: 30, most: 100 };

/** Most lookups for one page. Each looks at four times as many texts as the one before. */
const MAX_LOOKUPS = 5;
const MORE = 4;

/** Most lookups when every text has to be read; the gateway bounds each. */
const MAX_SCANS = 25;

/** Binds the use case of searching chats. */
export function createSearchUseCases({ search }: { search: SearchGateway }): SearchUseCases {
  return {
    async searchChats({ userId, query: typed, before, limit }) {
      const query = parseSearchQuery(typed);
      if (!query) return { hits: [], next: null };
      const start = parseCursor(before);
      const titles = start.kind === "title"
        ? await findPage(search, { userId, query, kind: "title", after: start.after, limit })
        : { finds: [], next: null };
      const rest = limit - titles.finds.length;
      if (titles.next !== null) return toPage(titles.finds, query, `t${titles.next}`);
      const after = start.kind === "message" ? start.after : undefined;
      if (rest === 0) return toPage(titles.finds, query, "m");
      const messages = await findPage(search, {
        userId,
        query,
        after,
        kind: "message",
        limit: rest,
      });
      const next = messages.next === null ? null : `m${messages.next}`;
      return toPage([...titles.finds, ...messages.finds], query, next);
    },
  };
}

type Cursor = Pick<Lookup, "kind" | "after">;

function parseCursor(before: string | undefined): Cursor {
  if (before === undefined) return { kind: "title" };
  const [, kind, after] = /^([tm])(\d{0,15})$/.exec(before) ?? [];
  if (!kind) {
    throw invalidArgument(
      "before",
      said`Cannot list results: this cursor is not valid; use one that the search returned`,
    );
  }
  return {
    kind: kind === "m" ? "message" : "title",
    ...(after && { after: Number(after) }),
  };
}

type PageInput = Cursor & {
  readonly userId: string;
  readonly query: SearchQuery;
  readonly limit: number;
};

/** Looks until enough finds really match, or the lookups are used up. */
async function findPage(search: SearchGateway, input: PageInput) {
  const { userId, query, kind, limit } = input;
  const words = query.flatMap((term) => term.words);
  const literals = query.map(({ text }) => text);
  const finds: Find[] = [];
  let { after } = input;
  let slice = limit + 1;
  for (let i = 0; i < (words.length > 0 ? MAX_LOOKUPS : MAX_SCANS); i++, slice *= MORE) {
    const found = await search.find(userId, { kind, words, literals, after, limit: slice });
    finds.push(...found.finds.filter(({ text }) => matchesQuery(text, query)));
    if (finds.length > limit) {
      return { finds: finds.slice(0, limit), next: finds[limit - 1]!.position };
    }
    if (found.next === null) return { finds, next: null };
    after = found.next;
  }
  return { finds, next: after ?? null };
}

function toPage(finds: readonly Find[], query: SearchQuery, next: string | null): HitPage {
  const hits = finds.map(({ chatId, chatTitle, messageId, text, at }) => ({
    chatId,
    chatTitle,
    messageId,
    at,
    snippet: cutSnippet(text, query),
  }));
  return { hits, next };
}
