import type { Context, MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import { parseAccept } from "hono/utils/accept";
import { type Language, LANGUAGES } from "../../domain/accounts/user.ts";
import { createTexts, type Texts } from "../../views/texts/texts.ts";
import type { RouteEnv } from "../route_env.ts";

/** The cookie in which the page's script tells the browser's time zone. */
const TIME_ZONE_COOKIE = "tz";

/** Most texts that are kept made: each visitor chooses a language and a time zone. */
const MAX_KEPT = 200;

/**
 * Finds the texts of a request: in the language that the user has chosen, else in the best of those
 * that the browser asks for, with times in the browser's time zone. Before the session is known it
 * goes by the browser alone, so that whatever is refused early is said in its language, too.
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

/** The language that fits best: by its name, else by its first part, as `pt` and `pt-PT` fit `pt-BR`. */
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
