import { MAX_QUERY_LENGTH } from "../../domain/search/query.ts";
import { paths } from "../paths.ts";
import type { Texts } from "../texts/texts.ts";

type SearchFormProps = { readonly t: Texts; readonly query?: string };

/**
 * The search field above the list of chats. While the user types, the results take the list's place
 * and their number is announced. Enter opens the page of results.
 */
export function SearchForm({ t, query = "" }: SearchFormProps) {
  return (
    <search>
      <form action={paths.chats()} class="field">
        <input
          id="search"
          type="search"
          name="q"
          value={query}
          placeholder={t.search.label}
          aria-label={t.search.label}
          aria-keyshortcuts="Control+K Meta+K"
          maxlength={MAX_QUERY_LENGTH}
          autocomplete="off"
          enterkeyhint="search"
          hx-get={paths.chats()}
          hx-trigger="input changed delay:200ms"
          hx-target="#chat-list"
          hx-swap="outerHTML"
          hx-sync="this:replace"
        />
      </form>
      <p id="search-status" class="visually-hidden" role="status"></p>
    </search>
  );
}
