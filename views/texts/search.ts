import type { Language } from "../../domain/accounts/user.ts";

const english = {
  label: "Search the chats",
  title: (query: string) => `Search: ${query}`,
  results: "Search results",
  none: (query: string) => `No results for “${query}”`,
  noneHint: "All words must be in one message or title; the beginning of each is enough.",
  found: (count: number, isAll: boolean) =>
    count === 1 && isAll ? "1 result" : isAll ? `${count} results` : `More than ${count} results`,
  more: "More results",
  inTitle: "Chat",
};

/** Texts of the search. */
export type SearchTexts = typeof english;

const portuguese: SearchTexts = {
  label: "Buscar nas conversas",
  title: (query) => `Busca: ${query}`,
  results: "Resultados da busca",
  none: (query) => `Nenhum resultado para “${query}”`,
  noneHint:
    "Todas as palavras precisam estar na mesma mensagem ou título; o começo de cada uma basta.",
  found: (count, isAll) =>
    count === 1 && isAll
      ? "1 resultado"
      : isAll
      ? `${count} resultados`
      : `Mais de ${count} resultados`,
  more: "Mais resultados",
  inTitle: "Conversa",
};

/** {@link SearchTexts} in every language. */
export const searchTexts: Readonly<Record<Language, SearchTexts>> = {
  en: english,
  "pt-BR": portuguese,
};
