import type { CompletionErrorCode } from "../../domain/models/completion_provider.ts";
import type { Language } from "../../domain/accounts/user.ts";

type Failures = Readonly<Record<CompletionErrorCode, string>>;

/** Sentences about failures whose end the model's server has named. */
type Passing = Readonly<Partial<Record<CompletionErrorCode, string>>>;

const englishFailures: Failures = {
  upstream_no_credit:
    "This server’s account with the model’s provider has no credit left. Only the operator of this server can renew it.",
  upstream_unauthorized:
    "The model’s server refused this server’s API key. Only the operator of this server can fix that.",
  upstream_not_allowed:
    "The model’s server does not let this server use this model: its region, its account or the model’s terms stand in the way. Choose another model; only the operator of this server can fix that.",
  upstream_not_found:
    "The model’s server does not know this model. Choose another model; only the operator of this server can fix that.",
  upstream_prompt_filtered:
    "The content policy of the model’s server refused the words of this chat. Change your message, or start a new chat.",
  upstream_answer_filtered:
    "The content policy of the model’s server held back the answer. Try again, or ask in other words.",
  upstream_too_long:
    "This chat is too long for the model’s server. Shorten your message, start a new chat, or choose a model that reads more.",
  upstream_rejected:
    "The model’s server refused this chat. Rephrasing or a new chat may help; the operator of this server finds the reason in the log.",
  upstream_rate_limited: "The model’s server is too busy. Try again in a few minutes.",
  upstream_error: "The model’s server had an error. Try again.",
  upstream_unreachable: "The model’s server can’t be reached. Try again in a few minutes.",
  upstream_timeout: "The model’s server was silent for too long. Try again.",
  upstream_broken_off: "The model’s server broke off before the answer was finished. Try again.",
  internal: "Something went wrong here while the answer was made. Try again.",
};

const englishPassing: Passing = {
  upstream_rate_limited: "The model’s server is too busy.",
  upstream_error: "The model’s server had an error.",
};

const english = {
  greeting: (name: string) => `What’s on your mind, ${name}?`,
  suggestionsLabel: "Suggestions",
  suggestions: [
    {
      label: "Explain an idea",
      message: "Explain how a hash table works, with a small example.",
    },
    {
      label: "Plan a weekend",
      message: "Plan a relaxed weekend by the sea for two, on a budget.",
    },
    { label: "Improve a text", message: "Make this paragraph clearer and shorter: " },
  ],
  message: "Message",
  askAnything: "Ask anything",
  reply: "Reply",
  model: "Model",
  send: "Send",
  stop: "Stop",
  stopAnswer: "Stop the answer",
  hasEnded: "This chat has ended.",
  startNew: "Start a new one",
  you: "You",
  answer: "Answer",
  showFinished: "Show the finished answer",
  retry: "Retry",
  continue: "Continue",
  tokens: (count: string, isOne: boolean) => isOne ? `${count} token` : `${count} tokens`,
  olderMessages: "Older messages",
  newestMessages: "Newest messages",
  toNewest: "To the newest message",
  memoryBegins: "The model’s memory begins here",
  sources: (count: string) => `Sources: ${count}`,
  thinking: "Thinking",
  thinkingFor: (time: string) => `Thinking · ${time}`,
  thought: "Thought",
  thoughtFor: (time: string) => `Thought for ${time}`,
  thinkingTokens: (count: string) => `${count} for thinking`,
  onlyThought: "The model used its whole limit of tokens for thinking, before it wrote an answer.",
  noTextAfterThinking:
    "The model thought, but wrote no answer. Try again, or rephrase the question.",
  largerLimit: "Answer with a larger limit",
  finished: "The answer is finished",
  endedEarly: "The answer has ended early",
  stopped: "You stopped this answer.",
  interrupted: "The server stopped before this answer was finished.",
  reachedLength: "The answer ends here because it reached its length limit.",
  filtered: "The model’s server ended this answer because of its content filter.",
  unknownEnd: (reason: string) =>
    `The model’s server ended this answer for a reason that Parley doesn’t know: ${reason}. ` +
    "It may be incomplete.",
  leftPlain: {
    long: "Shown unformatted, because it is too long.",
    much: "Shown unformatted, because there is too much to format.",
    slow: "Shown unformatted, because formatting took too long.",
    failed: "Shown unformatted, because formatting failed.",
  },
  leftOut: (count: string) => `${count} more characters are not shown on this page.`,
  wholeText: "Show the whole text",
  noText: "The model’s answer has no text. Try again, or rephrase the question.",
  failures: englishFailures,
  passing: englishPassing,
  tryInAMinute: "Try again in a minute.",
  tryAfter: (time: string) => `Try again after ${time}.`,
};

/** Texts of a chat's page. */
export type ChatTexts = typeof english;

const portuguese: ChatTexts = {
  greeting: (name) => `No que você está pensando, ${name}?`,
  suggestionsLabel: "Sugestões",
  suggestions: [
    {
      label: "Explicar uma ideia",
      message: "Explique como funciona uma tabela hash, com um exemplo pequeno.",
    },
    {
      label: "Planejar um fim de semana",
      message: "Planeje um fim de semana tranquilo na praia para dois, gastando pouco.",
    },
    {
      label: "Melhorar um texto",
      message: "Deixe este parágrafo mais claro e mais curto: ",
    },
  ],
  message: "Mensagem",
  askAnything: "Pergunte qualquer coisa",
  reply: "Responder",
  model: "Modelo",
  send: "Enviar",
  stop: "Parar",
  stopAnswer: "Parar a resposta",
  hasEnded: "Esta conversa foi encerrada.",
  startNew: "Começar outra",
  you: "Você",
  answer: "Resposta",
  showFinished: "Mostrar a resposta pronta",
  retry: "Tentar de novo",
  continue: "Continuar",
  tokens: (count, isOne) => isOne ? `${count} token` : `${count} tokens`,
  olderMessages: "Mensagens mais antigas",
  newestMessages: "Mensagens mais recentes",
  toNewest: "Ir para a mensagem mais recente",
  memoryBegins: "A memória do modelo começa aqui",
  sources: (count) => `Fontes: ${count}`,
  thinking: "Pensando",
  thinkingFor: (time) => `Pensando · ${time}`,
  thought: "Pensou",
  thoughtFor: (time) => `Pensou por ${time}`,
  thinkingTokens: (count) => `${count} para pensar`,
  onlyThought: "O modelo gastou todo o limite de tokens pensando, antes de escrever uma resposta.",
  noTextAfterThinking:
    "O modelo pensou, mas não escreveu uma resposta. Tente de novo ou pergunte com outras palavras.",
  largerLimit: "Responder com um limite maior",
  finished: "A resposta está pronta",
  endedEarly: "A resposta terminou antes do fim",
  stopped: "Você parou esta resposta.",
  interrupted: "O servidor parou antes de esta resposta ficar pronta.",
  reachedLength: "A resposta termina aqui porque chegou ao limite de tamanho.",
  filtered: "O servidor do modelo encerrou esta resposta por causa do filtro de conteúdo.",
  unknownEnd: (reason) =>
    `O servidor do modelo encerrou esta resposta por um motivo que o Parley não conhece: ${reason}. ` +
    "Ela pode estar incompleta.",
  leftPlain: {
    long: "Mostrado sem formatação, porque é longo demais.",
    much: "Mostrado sem formatação, porque há coisas demais para formatar.",
    slow: "Mostrado sem formatação, porque formatar demorou demais.",
    failed: "Mostrado sem formatação, porque a formatação falhou.",
  },
  leftOut: (count) => `Mais ${count} caracteres não aparecem nesta página.`,
  wholeText: "Mostrar o texto inteiro",
  noText: "A resposta do modelo não tem texto. Tente de novo ou pergunte com outras palavras.",
  failures: {
    upstream_no_credit:
      "A conta deste servidor com o provedor do modelo está sem crédito. Só quem administra este servidor pode renová-lo.",
    upstream_unauthorized:
      "O servidor do modelo recusou a chave de API deste servidor. Só quem administra este servidor pode corrigir isso.",
    upstream_not_allowed:
      "O servidor do modelo não deixa este servidor usar este modelo, por causa da região, da conta ou dos termos do modelo. Escolha outro modelo; só quem administra este servidor pode corrigir isso.",
    upstream_not_found:
      "O servidor do modelo não conhece este modelo. Escolha outro modelo; só quem administra este servidor pode corrigir isso.",
    upstream_prompt_filtered:
      "A política de conteúdo do servidor do modelo recusou as palavras desta conversa. Mude sua mensagem ou comece outra conversa.",
    upstream_answer_filtered:
      "A política de conteúdo do servidor do modelo reteve a resposta. Tente de novo ou pergunte com outras palavras.",
    upstream_too_long:
      "Esta conversa é longa demais para o servidor do modelo. Encurte sua mensagem, comece outra conversa ou escolha um modelo que leia mais.",
    upstream_rejected:
      "O servidor do modelo recusou esta conversa. Outras palavras ou uma conversa nova podem ajudar; quem administra este servidor encontra o motivo no log.",
    upstream_rate_limited:
      "O servidor do modelo está ocupado demais. Tente de novo em alguns minutos.",
    upstream_error: "O servidor do modelo teve um erro. Tente de novo.",
    upstream_unreachable:
      "O servidor do modelo não está acessível. Tente de novo em alguns minutos.",
    upstream_timeout: "O servidor do modelo ficou em silêncio por tempo demais. Tente de novo.",
    upstream_broken_off: "O servidor do modelo interrompeu a resposta antes do fim. Tente de novo.",
    internal: "Algo deu errado aqui enquanto a resposta era feita. Tente de novo.",
  },
  passing: {
    upstream_rate_limited: "O servidor do modelo está ocupado demais.",
    upstream_error: "O servidor do modelo teve um erro.",
  },
  tryInAMinute: "Tente de novo em um minuto.",
  tryAfter: (time) => `Tente de novo depois de ${time}.`,
};

/** {@link ChatTexts} in every language. */
export const chatTexts: Readonly<Record<Language, ChatTexts>> = {
  en: english,
  "pt-BR": portuguese,
};
