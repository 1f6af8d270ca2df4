import { Hono } from "hono";
import type { App } from "../../domain/app.ts";
import { AppError } from "../../domain/app_error.ts";
import { ChatList } from "../../views/chats/list.tsx";
import { SearchPage } from "../../views/search/search_page.tsx";
import { SearchHits, SearchList, type SearchResultsProps } from "../../views/search/results.tsx";
import { isHtmx } from "../http/go_to.ts";
import type { ShellData } from "../chats/shell_data.ts";
import { refusal } from "../problems/refusal.ts";
import type { RouteEnv } from "../route_env.ts";
import { viewer } from "../accounts/viewer.ts";

/** Results in one page. */
const HITS_PER_PAGE = 30;

type SearchDeps = { readonly app: App; readonly shell: ShellData };

/** Searches chats. Without words to search for, the next handler lists all chats. */
export function searchRoutes({ app, shell }: SearchDeps): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();

  routes.get("/chats", async (c, next) => {
    const typed = c.req.query("q");
    if (typed === undefined) return await next();
    const reader = viewer(c);
    const query = typed.trim();
    if (query === "" && !isHtmx(c)) return await next();
    if (query === "") return c.html(<ChatList {...await shell.list(reader, null)} />);
    const before = c.req.query("before") || undefined;
    const { t, user } = reader;
    let results: SearchResultsProps = { t, query, hits: [], next: null };
    let status: ReturnType<typeof refusal>["status"] | 200 = 200;
    try {
      const input = { userId: user.id, query, before, limit: HITS_PER_PAGE };
      results = { ...results, ...await app.searchChats(input) };
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "invalid_argument") throw error;
      const { status: code, message } = refusal(c, error);
      status = code;
      results = { ...results, error: message };
    }
    if (!isHtmx(c)) {
      return c.html(<SearchPage {...await shell.props(reader)} results={results} />, status);
    }
    if (before && !results.error) return c.html(<SearchHits {...results} />);
    return c.html(<SearchList {...results} />, status);
  });

  return routes;
}
