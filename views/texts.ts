import type { Language } from "../domain/user.ts";
import { createFormats, type Formats } from "./formats.ts";
import { type ChatTexts, chatTexts } from "./texts/chat_texts.ts";
import { type ListTexts, listTexts } from "./texts/list_texts.ts";
import { type SignInTexts, signInTexts } from "./texts/sign_in_texts.ts";
import { type SiteTexts, siteTexts } from "./texts/site_texts.ts";

/** All that a page says in one language, by area; views take it as their prop `t`. */
export type Texts = {
  readonly language: Language;
  readonly format: Formats;
  readonly site: SiteTexts;
  readonly signIn: SignInTexts;
  readonly list: ListTexts;
  readonly chat: ChatTexts;
};

/**
 * The texts of a language.
 *
 * @param timeZone In which times are shown, as `Intl` names it; UTC in place of one that isn't known.
 */
export function createTexts(language: Language, timeZone: string): Texts {
  return {
    language,
    format: createFormats(language, timeZone),
    site: siteTexts[language],
    signIn: signInTexts[language],
    list: listTexts[language],
    chat: chatTexts[language],
  };
}
