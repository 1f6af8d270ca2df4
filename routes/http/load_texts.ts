import type { Context, MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import { parseAccept } from "hono/utils/accept";
import { type Language, LANGUAGES } from "../../domain/accounts/user.ts";
import { createTexts, type Texts } from "../../views/texts/texts.ts";
import type { RouteEnv } from "../route_env.ts";

/** The cookie in which the page's script stores the browser's time zone. */
const TIME_ZONE_COOKIE = "tz";

/**
 * Most sets of texts in the cache. Clients choose language and time zone, so it must be bounded.
 */
const MAX_KEPT = 200;

/**
 * Sets the texts of a request: in the language that the user has chosen, else in the best match for
 * the browser's languages, with times in the browser's time zone. It is used twice: before the
 * session is known, so that early refusals are in the browser's language, and after that.
 */
export function loadTexts(): MiddlewareHandler<RouteEnv> {
  const kept = new Map<string, Texts>();
  return async function loadTexts(c, next) {
    const language = c.var.user?.settings.language ?? acceptedLanguage(c);
    const timeZone = getCookie(c, TIME_ZONE_COOKIE) ?? "UTC";
    const key = `${language} ${timeZone}`;
    const texts = kept.get(key) ?? createTexts(language, timeZone);
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(key, texts);
    c.set("t", texts);
    await next();
  };
}

/** The best match by the primary tag: `pt` and `pt-PT` match `pt-BR`. */
function acceptedLanguage(c: Context): Language {
  const accepted = parseAccept(c.req.header("Accept-Language") ?? "");
  for (const { type, q } of accepted) {
    const wanted = type.toLowerCase();
    const language = LANGUAGES.find((language) => primaryTag(language) === primaryTag(wanted));
    if (language && q > 0) return language;
  }
  return LANGUAGES[0];
}

function primaryTag(language: string): string {
  return language.toLowerCase().split("-", 1)[0]!;
}
