import type { Language } from "../../domain/accounts/user.ts";
import { fillIn, Said, type SaidValue } from "../../domain/said.ts";
import { createFormats, type Formats } from "../formats.ts";
import { type ApiTexts, apiTexts } from "./api_docs.ts";
import { type ArchiveTexts, archiveTexts } from "./archive.ts";
import { type BranchTexts, branchTexts } from "./branches.ts";
import { type AccountTexts, accountTexts } from "./account.ts";
import { type ChatTexts, chatTexts } from "./chat.ts";
import { errorTexts } from "./errors.ts";
import { type HelpTexts, helpTexts } from "./help.ts";
import { type ListTexts, listTexts } from "./chat_list.ts";
import { type SettingsTexts, settingsTexts } from "./settings.ts";
import { type SearchTexts, searchTexts } from "./search.ts";
import { type SharingTexts, sharingTexts } from "./sharing.ts";
import { type SignInTexts, signInTexts } from "./sign_in.ts";
import { type SiteTexts, siteTexts } from "./site.ts";

/** All texts in one language, by area. Views take them as their prop `t`. */
export type Texts = {
  readonly language: Language;
  readonly format: Formats;
  /** Translates an error message. */
  readonly say: (words: Said) => string;
  readonly site: SiteTexts;
  readonly help: HelpTexts;
  readonly signIn: SignInTexts;
  readonly account: AccountTexts;
  readonly list: ListTexts;
  readonly search: SearchTexts;
  readonly chat: ChatTexts;
  readonly branches: BranchTexts;
  readonly settings: SettingsTexts;
  readonly archive: ArchiveTexts;
  readonly sharing: SharingTexts;
  readonly api: ApiTexts;
};

/**
 * Creates the texts of a language.
 *
 * @param timeZone IANA name of the zone for times; an unknown name stands for UTC.
 */
export function createTexts(language: Language, timeZone: string): Texts {
  const format = createFormats(language, timeZone);
  return {
    language,
    format,
    say: (words) => sayIn(errorTexts[language], words, format),
    site: siteTexts[language],
    help: helpTexts[language],
    signIn: signInTexts[language],
    account: accountTexts[language],
    list: listTexts[language],
    search: searchTexts[language],
    chat: chatTexts[language],
    branches: branchTexts[language],
    settings: settingsTexts[language],
    archive: archiveTexts[language],
    sharing: sharingTexts[language],
    api: apiTexts[language],
  };
}

/** Translates a message; without a translation it stays in English. */
function sayIn(
  texts: Readonly<Record<string, string>>,
  { template, values }: Said,
  format: Formats,
): string {
  const inWords = (value: SaidValue): string => {
    if (typeof value === "number") return format.number(value);
    if (value instanceof Said) return sayIn(texts, value, format);
    return typeof value === "string" ? value : value.map(inWords).join(". ");
  };
  return fillIn(texts[template] ?? template, values.map(inWords));
}
