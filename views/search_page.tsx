import type { SearchPageProps } from "./page_props.ts";
import { SearchResults, statusOf } from "./search_results.tsx";
import { Shell, SidebarButton } from "./shell.tsx";

/** The page of what was found, for browsers without JavaScript and for links. */
export function SearchPage({ results, ...shell }: SearchPageProps) {
  const { t } = shell;
  return (
    <Shell title={t.search.title(results.query)} query={results.query} {...shell}>
      <main id="main" tabindex={-1}>
        <header class="page-header">
          <SidebarButton t={t} />
          <h1>{t.search.title(results.query)}</h1>
        </header>
        <div class="messages">
          {results.hits.length > 0 && <p class="hint">{statusOf(results)}</p>}
          <nav class="chat-list" aria-label={t.search.results}>
            <SearchResults {...results} />
          </nav>
        </div>
      </main>
    </Shell>
  );
}
