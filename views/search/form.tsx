import { MAX_QUERY_LENGTH } from "../../domain/search/query.ts";
import { paths } from "../paths.ts";
import type { Texts } from "../texts/texts.ts";

type SearchFormProps = { readonly t: Texts; readonly query?: string };

/**
 * The field above the list of chats: what is found takes the list's place while one types, and how much
 * it is, is said once. Enter leads to the page of it.
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
