import type { Language } from "../../domain/accounts/user.ts";

const english = {
  export: "Export",
  exportMeans:
    "Markdown has the messages on screen, for reading; JSON has the whole chat, for importing it again.",
  asMarkdown: "Download Markdown",
  asJson: "Download JSON",
  title: "Export and import",
  exportAllMeans:
    "One ZIP archive with all your chats: as JSON for importing, here or elsewhere, and as Markdown for reading.",
  exportAll: "Export everything",
  importFile: "File to import",
  importMeans: (size: string) =>
    `An archive or a chat exported here, or ChatGPT’s export: its ZIP, or its conversations.json alone. At most ${size}. Chats that are already here stay as they are.`,
  importChats: "Import chats",
  imported: (count: string, isOne: boolean) => `${count} ${isOne ? "chat" : "chats"} imported`,
  present: (count: string, isOne: boolean) => `${count} ${isOne ? "was" : "were"} here already`,
  failed: (count: string, _isOne: boolean) => `${count} could not be imported`,
  more: (count: string) => `and ${count} more`,
  leftOut: (list: string) =>
    `Left out, because the file doesn’t have it or a chat here can’t: ${list}. Answers with nothing else say so.`,
  omitted: {
    pictures: (count: string, isOne: boolean) => `${count} ${isOne ? "picture" : "pictures"}`,
    recordings: (count: string, isOne: boolean) => `${count} ${isOne ? "recording" : "recordings"}`,
    files: (count: string, isOne: boolean) => `${count} ${isOne ? "file" : "files"}`,
    thoughts: (count: string, isOne: boolean) => `${count} ${isOne ? "thought" : "thoughts"}`,
    toolSteps: (count: string, isOne: boolean) => `${count} ${isOne ? "tool step" : "tool steps"}`,
    others: (count: string, isOne: boolean) =>
      `${count} ${isOne ? "part of an unknown kind" : "parts of an unknown kind"}`,
  },
};

/** Texts on exporting and importing chats. */
export type ArchiveTexts = typeof english;

const portuguese: ArchiveTexts = {
  export: "Exportar",
  exportMeans:
    "Markdown traz as mensagens da tela para ler; JSON, a conversa inteira para importar de novo.",
  asMarkdown: "Baixar Markdown",
  asJson: "Baixar JSON",
  title: "Exportar e importar",
  exportAllMeans:
    "Um arquivo ZIP com todas as suas conversas, em JSON para importar aqui ou em outro lugar e em Markdown para ler.",
  exportAll: "Exportar tudo",
  importFile: "Arquivo para importar",
  importMeans: (size) =>
    `Um arquivo ou uma conversa exportados daqui, ou a exportação do ChatGPT: o ZIP ou só o conversations.json. No máximo ${size}. Conversas que já estão aqui ficam como estão.`,
  importChats: "Importar conversas",
  imported: (count, isOne) =>
    isOne ? `${count} conversa importada` : `${count} conversas importadas`,
  present: (count, isOne) => isOne ? `${count} já estava aqui` : `${count} já estavam aqui`,
  failed: (count, isOne) =>
    `${count} ${isOne ? "não pôde ser importada" : "não puderam ser importadas"}`,
  more: (count) => `e mais ${count}`,
  leftOut: (list) =>
    `Ficou de fora, porque o arquivo não traz ou uma conversa daqui não pode ter: ${list}. As respostas que eram só isso o dizem.`,
  omitted: {
    pictures: (count, isOne) => `${count} ${isOne ? "imagem" : "imagens"}`,
    recordings: (count, isOne) => `${count} ${isOne ? "gravação" : "gravações"}`,
    files: (count, isOne) => `${count} ${isOne ? "arquivo" : "arquivos"}`,
    thoughts: (count, isOne) => `${count} ${isOne ? "pensamento" : "pensamentos"}`,
    toolSteps: (count, isOne) =>
      `${count} ${isOne ? "passo de ferramenta" : "passos de ferramentas"}`,
    others: (count, isOne) =>
      `${count} ${isOne ? "item de tipo desconhecido" : "itens de tipo desconhecido"}`,
  },
};

/** {@link ArchiveTexts} in every language. */
export const archiveTexts: Readonly<Record<Language, ArchiveTexts>> = {
  en: english,
  "pt-BR": portuguese,
};
