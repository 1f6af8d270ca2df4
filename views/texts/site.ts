import type { Language } from "../../domain/accounts/user.ts";

const english = {
  description: "A light chat for any OpenAI-compatible model.",
  skipList: "Skip the list of chats",
  closeList: "Close the list of chats",
  openList: "Open the list of chats",
  newChat: "New chat",
  newestText: "Newest text",
  signOut: "Sign out",
  backHome: "Back to Parley",
  tryAgain: "Try again",
  yourMessage: "Your message",
  error: (status: number, requestId?: string) =>
    requestId ? `Error ${status}, request ${requestId}` : `Error ${status}`,
  /** One sentence: `OPENAI_API_KEY` comes between `after` and `end`. */
  demo: {
    before: "The built-in ",
    model: "demo model",
    after: " answers here. Set ",
    end: " for a real one.",
  },
  copy: "Copy",
  copied: "Copied",
  unreachable: "The server can’t be reached. What you wrote is kept.",
  signedOut: "You are signed out. What you wrote is kept; load the page again to sign in.",
  /** By HTTP status; `0` for all others. */
  problemTitles: {
    0: "Internal error",
    400: "Request not understood",
    401: "Not signed in",
    403: "Not allowed",
    404: "Page not found",
    405: "Method not allowed",
    409: "Not now",
    413: "Too large",
    422: "Something is wrong with this input",
    429: "Too many requests",
    503: "Not available",
  } as Readonly<Record<number, string>>,
};

/** Texts of all pages. */
export type SiteTexts = typeof english;

const portuguese: SiteTexts = {
  description: "Um chat leve para qualquer modelo compatível com a OpenAI.",
  skipList: "Pular a lista de conversas",
  closeList: "Fechar a lista de conversas",
  openList: "Abrir a lista de conversas",
  newChat: "Nova conversa",
  newestText: "Texto mais recente",
  signOut: "Sair",
  backHome: "Voltar ao Parley",
  tryAgain: "Tentar de novo",
  yourMessage: "Sua mensagem",
  error: (status, requestId) =>
    requestId ? `Erro ${status}, requisição ${requestId}` : `Erro ${status}`,
  demo: {
    before: "Quem responde aqui é o ",
    model: "modelo de demonstração",
    after: ". Defina ",
    end: " para usar um de verdade.",
  },
  copy: "Copiar",
  copied: "Copiado",
  unreachable: "O servidor não está acessível. O que você escreveu foi guardado.",
  signedOut:
    "Sua sessão terminou. O que você escreveu foi guardado; recarregue a página para entrar.",
  problemTitles: {
    0: "Erro interno",
    400: "Requisição não entendida",
    401: "Você não entrou",
    403: "Não permitido",
    404: "Página não encontrada",
    405: "Método não permitido",
    409: "Agora não",
    413: "Grande demais",
    422: "Há algo errado com estes dados",
    429: "Requisições demais",
    503: "Indisponível",
  },
};

/** {@link SiteTexts} in every language. */
export const siteTexts: Readonly<Record<Language, SiteTexts>> = {
  en: english,
  "pt-BR": portuguese,
};
