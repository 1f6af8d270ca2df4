import type { Language } from "../../domain/accounts/user.ts";

const english = {
  share: "Share",
  shareMeans: "Anyone with the link can read this chat as it is now. Your name is not shown.",
  openShare: "Share this chat",
  shareTitle: (title: string) => `Share “${title}”`,
  notShared: "This chat is not shared.",
  isShared: (time: string) =>
    `Anyone with this link can read the chat as it was on ${time}. Newer messages are not shown.`,
  isCurrent: "There are no newer messages.",
  makeLink: "Make a link",
  updateLink: "Include newer messages",
  stopSharing: "Stop sharing",
  backToChat: "Back to the chat",
  sharedNote: "A shared chat, as it was when its link was made. You can’t reply here.",
  person: "Question",
  stillWritten: "This answer was still being written.",
};

/** Texts on sharing chats. */
export type SharingTexts = typeof english;

const portuguese: SharingTexts = {
  share: "Compartilhar",
  shareMeans: "Quem tiver o link pode ler esta conversa como ela está agora. Seu nome não aparece.",
  openShare: "Compartilhar esta conversa",
  shareTitle: (title) => `Compartilhar “${title}”`,
  notShared: "Esta conversa não está compartilhada.",
  isShared: (time) =>
    `Quem tiver este link pode ler a conversa como ela estava em ${time}. Mensagens mais novas não aparecem.`,
  isCurrent: "Não há mensagens mais novas.",
  makeLink: "Criar um link",
  updateLink: "Incluir as mensagens mais novas",
  stopSharing: "Parar de compartilhar",
  backToChat: "Voltar à conversa",
  sharedNote:
    "Uma conversa compartilhada, como era quando o link foi criado. Não dá para responder aqui.",
  person: "Pergunta",
  stillWritten: "Esta resposta ainda estava sendo escrita.",
};

/** {@link SharingTexts} in every language. */
export const sharingTexts: Readonly<Record<Language, SharingTexts>> = {
  en: english,
  "pt-BR": portuguese,
};
