import type { Language } from "../../domain/accounts/user.ts";

const english = {
  label: "Search the chats",
  title: (query: string) => `Search: ${query}`,
  results: "Search results",
  none: (query: string) => `Nothing was found for “${query}”`,
  noneHint: "Words are found by their beginnings, all of them in one message or title.",
  found: (count: number, isAll: boolean) =>
    count === 1 && isAll ? "1 result" : isAll ? `${count} results` : `${count} results, and more`,
  more: "More results",
  inTitle: "Chat",
};

/** What is said about searching. */
export type SearchTexts = typeof english;

const portuguese: SearchTexts = {
  label: "Buscar nas conversas",
  title: (query) => `Busca: ${query}`,
  results: "Resultados da busca",
  none: (query) => `Nada foi encontrado para “${query}”`,
  noneHint: "As palavras são encontradas pelo começo, todas na mesma mensagem ou título.",
  found: (count, isAll) =>
    count === 1 && isAll
      ? "1 resultado"
      : isAll
      ? `${count} resultados`
      : `${count} resultados, e há mais`,
  more: "Mais resultados",
  inTitle: "Conversa",
};

/** {@link SearchTexts} in every language. */
export const searchTexts: Readonly<Record<Language, SearchTexts>> = {
  en: english,
  "pt-BR": portuguese,
};
