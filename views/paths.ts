import { chatCursorText } from "../domain/chats/cursor.ts";
import type { ChatCursor } from "../domain/chats/gateway.ts";

/** A place in the page of all chats. */
export type ChatsPlace = {
  readonly archived?: boolean;
  readonly before?: ChatCursor;
  /** Time of the deletion that the page offers to undo. */
  readonly deletedAt?: Date;
};

/** Every URL of the site. */
export const paths = {
  home: () => "/",
  homeWithSettings: () => "/?settings=open",
  homeAfterDeletion: (deletedAt: Date) => `/?deleted=${deletedAt.getTime()}`,
  homeWith: (message: string) => `/?message=${encodeURIComponent(message)}`,
  chats: () => "/chats",
  chatsBefore: (last: ChatCursor) => `/chats?before=${chatCursorText(last)}`,
  search: (query: string, before: string) =>
    `/chats?q=${encodeURIComponent(query)}&before=${before}`,
  chatsPage: (place: ChatsPlace) => `/chats${queryOf(place)}`,
  archiveChats: () => "/chats/archive",
  deleteChats: () => "/chats/delete",
  restoreChats: () => "/chats/restore",
  chat: (chatId: string) => `/chats/${chatId}`,
  foundMessage: (chatId: string, messageId: string) =>
    `/chats/${chatId}?message=${messageId}#message-${messageId}`,
  messages: (chatId: string) => `/chats/${chatId}/messages`,
  messagesBefore: (chatId: string, messageId: string) =>
    `/chats/${chatId}/messages?before=${messageId}`,
  message: (chatId: string, messageId: string) => `/chats/${chatId}/messages/${messageId}`,
  messageText: (chatId: string, messageId: string) => `/chats/${chatId}/messages/${messageId}/text`,
  thinkingText: (chatId: string, messageId: string) =>
    `/chats/${chatId}/messages/${messageId}/thinking`,
  messageInChat: (chatId: string, messageId: string) => `/chats/${chatId}#message-${messageId}`,
  editMessage: (chatId: string, messageId: string) => `/chats/${chatId}/messages/${messageId}/edit`,
  branch: (chatId: string) => `/chats/${chatId}/branch`,
  answers: (chatId: string) => `/chats/${chatId}/answers`,
  answerEvents: (chatId: string, answerId: string, position = 0) =>
    `/chats/${chatId}/answers/${answerId}/events?position=${position}`,
  answerLive: (chatId: string, answerId: string) => `/chats/${chatId}/answers/${answerId}/live`,
  continueAnswer: (chatId: string, answerId: string) =>
    `/chats/${chatId}/answers/${answerId}/continue`,
  stopAnswer: (chatId: string, answerId: string) => `/chats/${chatId}/answers/${answerId}/stop`,
  chatTitle: (chatId: string) => `/chats/${chatId}/title`,
  chatSettings: (chatId: string) => `/chats/${chatId}/settings`,
  chatDefaults: () => "/account/defaults",
  pinChat: (chatId: string) => `/chats/${chatId}/pin`,
  archiveChat: (chatId: string) => `/chats/${chatId}/archive`,
  endChat: (chatId: string) => `/chats/${chatId}/end`,
  exportChat: (chatId: string) => `/chats/${chatId}/export`,
  shareChat: (chatId: string) => `/chats/${chatId}/share`,
  unshareChat: (chatId: string) => `/chats/${chatId}/unshare`,
  sharedChat: (linkSecret: string, before?: string) =>
    before ? `/share/${linkSecret}?before=${encodeURIComponent(before)}` : `/share/${linkSecret}`,
  sharedText: (linkSecret: string, messageId: string) =>
    `/share/${linkSecret}/messages/${messageId}/text`,
  exportAccount: () => "/account/export",
  importChats: () => "/account/import",
  deleteChat: (chatId: string) => `/chats/${chatId}/delete`,
  signIn: (next?: string) => next ? `/sign-in?next=${encodeURIComponent(next)}` : "/sign-in",
  providerSignIn: (provider: string, next?: string) =>
    `/sign-in/${provider}${next ? `?next=${encodeURIComponent(next)}` : ""}`,
  providerCallback: (provider: string) => `/sign-in/${provider}/callback`,
  linkProvider: (provider: string) => `/account/providers/${provider}/link`,
  unlinkProvider: (provider: string) => `/account/providers/${provider}/unlink`,
  signedOutOf: (provider: string) => `/sign-in?left=${provider}`,
  providerSignOut: (provider: string) => `/sign-out/${provider}`,
  signUp: (next?: string) => next ? `/sign-up?next=${encodeURIComponent(next)}` : "/sign-up",
  signOut: () => "/sign-out",
  manifest: () => "/manifest.webmanifest",
  account: (done?: string) => done ? `/account?done=${done}#done` : "/account",
  accountName: () => "/account/name",
  accountEmail: () => "/account/email",
  accountPassword: () => "/account/password",
  accountSettings: () => "/account/settings",
  deleteAccount: () => "/account/delete",
  revokeSession: (sessionId: string) => `/account/sessions/${sessionId}/revoke`,
  revokeSessions: () => "/account/sessions/revoke",
  apiTokens: () => "/account/tokens",
  revokeApiToken: (apiTokenId: string) => `/account/tokens/${apiTokenId}/revoke`,
  apiDocs: () => "/api/docs",
  openApi: () => "/api/v1/openapi.json",
  apiImports: () => "/api/v1/imports",
  apiChat: (chatId: string) => `/api/v1/chats/${chatId}`,
  apiMessage: (chatId: string, messageId: string) =>
    `/api/v1/chats/${chatId}/messages/${messageId}`,
  asset: (path: string) => `/assets/${path}`,
} as const;

function queryOf({ archived, before, deletedAt }: ChatsPlace): string {
  const query = new URLSearchParams({
    ...archived && { archived: "on" },
    ...before && { before: chatCursorText(before) },
    ...deletedAt && { deleted: String(deletedAt.getTime()) },
  });
  return query.size > 0 ? `?${query}` : "";
}
