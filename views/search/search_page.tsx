import { MAX_QUERY_LENGTH } from "../../domain/search/query.ts";
import { paths } from "../paths.ts";
import { type ShellProps, TitledPage } from "../shell.tsx";
import { SearchResults, type SearchResultsProps, searchStatus } from "./results.tsx";

/** Props of the page of search results. */
export type SearchPageProps = ShellProps & { readonly results: SearchResultsProps };

/** The page of search results, for browsers without JavaScript and for links. */
export function SearchPage({ results, ...shell }: SearchPageProps) {
  const { t } = shell;
  return (
    <TitledPage title={t.search.title(results.query)} query={results.query} {...shell}>
      <div class="messages">
        <PhoneSearch t={t} query={results.query} />
        {results.hits.length > 0 && <p class="hint">{searchStatus(results)}</p>}
        <nav class="chat-list" aria-label={t.search.results}>
          <SearchResults {...results} />
        </nav>
      </div>
    </TitledPage>
  );
}

/** A search field on the page itself: on a phone the list of chats with its field is closed. */
function PhoneSearch({ t, query }: Pick<SearchResultsProps, "t" | "query">) {
  return (
    <search class="phone-only">
      <form action={paths.chats()}>
        <input
          type="search"
          name="q"
          value={query}
          aria-label={t.search.label}
          maxlength={MAX_QUERY_LENGTH}
          autocomplete="off"
          enterkeyhint="search"
        />
      </form>
    </search>
  );
}
