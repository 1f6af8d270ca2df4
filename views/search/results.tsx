import type { SearchHit } from "../../domain/search/search.ts";
import { paths } from "../paths.ts";
import type { Texts } from "../texts/texts.ts";

/** Props of the results of a search. */
export type SearchResultsProps = {
  readonly t: Texts;
  readonly query: string;
  readonly hits: readonly SearchHit[];
  /** Cursor of the next page, or `null` at the end. */
  readonly next: string | null;
  /** Why the search was refused. */
  readonly error?: string;
};

/** htmx's answer to a search: the results in the place of the list of chats. */
export function SearchList(props: SearchResultsProps) {
  const { t } = props;
  return (
    <>
      <nav id="chat-list" class="chat-list" aria-label={t.search.results}>
        <SearchResults {...props} />
      </nav>
      <hx-partial hx-target="#search-status" hx-swap="innerHTML">
        {searchStatus(props)}
      </hx-partial>
    </>
  );
}

/** The results of a search, or a note that there are none. */
export function SearchResults(props: SearchResultsProps) {
  const { t, query, hits, error } = props;
  if (error) return <p class="field-error">{error}</p>;
  if (hits.length === 0 && !props.next) {
    return (
      <>
        <p class="hint">{t.search.none(query)}</p>
        <p class="hint">{t.search.noneHint}</p>
      </>
    );
  }
  return (
    <ul class="results">
      <SearchHits {...props} />
    </ul>
  );
}

/** A page of results, and the link to the next one. */
export function SearchHits({ t, query, hits, next }: SearchResultsProps) {
  const url = next && paths.search(query, next);
  return (
    <>
      {hits.map((hit) => (
        <li>
          <Hit t={t} hit={hit} />
        </li>
      ))}
      {url && (
        <li id="more-results">
          <a class="quiet" href={url} hx-get={url} hx-target="#more-results" hx-swap="outerHTML">
            {t.search.more}
          </a>
        </li>
      )}
    </>
  );
}

function Hit({ t, hit }: { t: Texts; hit: SearchHit }) {
  const { chatId, chatTitle, messageId, snippet, at } = hit;
  const line = snippet.map(({ text, isMatch }) =>
    isMatch ? <mark>{text}</mark> : text.replaceAll("**", "")
  );
  return (
    <a href={messageId ? paths.foundMessage(chatId, messageId) : paths.chat(chatId)}>
      {messageId ? chatTitle : line}
      <span class="hint">
        {messageId ? line : t.search.inTitle} · {t.format.date(at)}
      </span>
    </a>
  );
}

/** The number of results, as it is announced. */
export function searchStatus({ t, query, hits, next, error }: SearchResultsProps): string {
  if (error) return error;
  return hits.length === 0 ? t.search.none(query) : t.search.found(hits.length, !next);
}
