import type { Language } from "../../domain/accounts/user.ts";

const english = {
  title: "Keyboard shortcuts",
  close: "Close the list of shortcuts",
  send: "Send the message",
  breakLine: "Begin a new line",
  newChat: "New chat",
  write: "Go to the message",
  search: "Search the chats",
  previousChat: "Chat above",
  nextChat: "Chat below",
  stop: "Stop the answer",
  copyAnswer: "Copy the last answer",
  showThis: "This list",
  mac: "On a Mac, ⌘ takes the place of Ctrl.",
  loneKeys: "Open this list with ? as well",
};

/** Texts of the sheet of keyboard shortcuts. */
export type HelpTexts = typeof english;

const portuguese: HelpTexts = {
  title: "Atalhos de teclado",
  close: "Fechar a lista de atalhos",
  send: "Enviar a mensagem",
  breakLine: "Começar outra linha",
  newChat: "Nova conversa",
  write: "Ir para a mensagem",
  search: "Buscar nas conversas",
  previousChat: "Conversa de cima",
  nextChat: "Conversa de baixo",
  stop: "Parar a resposta",
  copyAnswer: "Copiar a última resposta",
  showThis: "Esta lista",
  mac: "No Mac, use ⌘ em vez de Ctrl.",
  loneKeys: "Abrir esta lista também com ?",
};

/** {@link HelpTexts} in every language. */
export const helpTexts: Readonly<Record<Language, HelpTexts>> = {
  en: english,
  "pt-BR": portuguese,
};
