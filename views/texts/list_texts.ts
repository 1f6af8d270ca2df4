import type { Language } from "../../domain/user.ts";

const english = {
  chats: "Chats",
  none: "Your chats will be listed here",
  older: "Older chats",
  options: "Chat options",
  rename: "Rename",
  title: "Title",
  save: "Save",
  end: "End chat",
  endMeans: "You can still read it, but it takes no more messages.",
  endThis: "End this chat",
  delete: "Delete",
  deleteMeans: "The chat and all its messages are gone for good.",
  deleteThis: "Delete this chat",
};

/** What is said about chats as such. */
export type ListTexts = typeof english;

const portuguese: ListTexts = {
  chats: "Conversas",
  none: "Suas conversas vão aparecer aqui",
  older: "Conversas mais antigas",
  options: "Opções da conversa",
  rename: "Renomear",
  title: "Título",
  save: "Salvar",
  end: "Encerrar conversa",
  endMeans: "Você ainda pode lê-la, mas ela não recebe mais mensagens.",
  endThis: "Encerrar esta conversa",
  delete: "Excluir",
  deleteMeans: "A conversa e todas as suas mensagens somem para sempre.",
  deleteThis: "Excluir esta conversa",
};

/** {@link ListTexts} in every language. */
export const listTexts: Readonly<Record<Language, ListTexts>> = {
  en: english,
  "pt-BR": portuguese,
};
