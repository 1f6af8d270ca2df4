import type { AnswerState } from "../../domain/chats/message.ts";
import type { KnownFinishReason } from "../../domain/models/finish_reason.ts";
import type { Language } from "../../domain/accounts/user.ts";

type End = Exclude<AnswerState, "streaming" | "complete"> | KnownFinishReason | "unknown";

type Ends = Readonly<Record<End, string>>;

const englishEnds: Ends = {
  stop: "complete",
  length: "length limit",
  content_filter: "content filter",
  unknown: "unknown end",
  stopped: "stopped",
  failed: "failed",
  interrupted: "interrupted",
};

const english = {
  edit: "Edit",
  editTitle: "Edit the message",
  cancel: "Cancel",
  regenerate: "Regenerate",
  previous: (index: string, count: string) => `Previous version, ${index} of ${count}`,
  next: (index: string, count: string) => `Next version, ${index} of ${count}`,
  atFirst: "This is the first version",
  atLast: "This is the last version",
  elsewhere: "Another version of this chat is being answered.",
  show: "Show it",
  tokens: (read: string, written: string) => `tokens: ${read} read, ${written} written`,
  cached: (read: string, cached: string) => `${read} (${cached} cached)`,
  without: (settings: string) => `without ${settings}, which this model doesn’t take`,
  limitedTo: (tokens: string) => `at most ${tokens} tokens, this model’s limit`,
  /** Why an answer ended, in a word or two. */
  ends: englishEnds,
};

/** Texts on the versions of a message, and on an answer's tokens and end. */
export type BranchTexts = typeof english;

const portuguese: BranchTexts = {
  edit: "Editar",
  editTitle: "Editar a mensagem",
  cancel: "Cancelar",
  regenerate: "Gerar de novo",
  previous: (index, count) => `Versão anterior, ${index} de ${count}`,
  next: (index, count) => `Próxima versão, ${index} de ${count}`,
  atFirst: "Esta é a primeira versão",
  atLast: "Esta é a última versão",
  elsewhere: "Outra versão desta conversa está sendo respondida.",
  show: "Mostrar",
  tokens: (read, written) => `tokens: ${read} lidos, ${written} escritos`,
  cached: (read, cached) => `${read} (${cached} em cache)`,
  without: (settings) => `sem ${settings}, que este modelo não aceita`,
  limitedTo: (tokens) => `no máximo ${tokens} tokens, o limite deste modelo`,
  ends: {
    stop: "completa",
    length: "limite de tamanho",
    content_filter: "filtro de conteúdo",
    unknown: "fim desconhecido",
    stopped: "parada",
    failed: "falhou",
    interrupted: "interrompida",
  },
};

/** {@link BranchTexts} in every language. */
export const branchTexts: Readonly<Record<Language, BranchTexts>> = {
  en: english,
  "pt-BR": portuguese,
};
