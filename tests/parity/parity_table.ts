import type { UseCase } from "./recorded_app.ts";

/** How a transport reaches a use case, or why it doesn't. */
export type Way = string | { readonly not: string };

/**
 * How each transport reaches a use case: a route of the page and one of JSON, both with a query
 * where that matters, and a method of gRPC.
 */
export type Ways = { readonly page: Way; readonly grpc: Way; readonly json: Way };

/** Not for programs, with the reason. */
const notForPrograms = (reason: string) => ({ grpc: { not: reason }, json: { not: reason } });

/** For no caller, with the reason. */
const internal = (reason: string) => ({ page: { not: reason }, ...notForPrograms(reason) });

const v1 = (method: string) => `parley.v1.ChatService/${method}`;
const api = (route: string) => route.replace(" ", " /api/v1");

const ACCOUNT =
  "an account is changed in a browser: no token can make or revoke tokens, or take it over";
const PAGE = "serves what a page shows besides";
const OPERATOR = "for the operator, on the command line";
const PROCESS = "for the process that serves";

/** Every use case, and how it is reached. */
export const parity: Readonly<Record<UseCase, Ways>> = {
  // Asking and answering
  startChat: { page: "POST /chats", grpc: v1("StartChat"), json: api("POST /chats") },
  sendMessage: {
    page: "POST /chats/:chat/messages",
    grpc: v1("SendMessage"),
    json: api("POST /chats/:chat/messages"),
  },
  continueOrStartChat: {
    page: { not: "pages know whether they start a chat" },
    grpc: "pb.ChatService/ChatStream",
    json: "POST /chat",
  },
  regenerateAnswer: {
    page: "POST /chats/:chat/answers",
    grpc: v1("RegenerateAnswer"),
    json: api("POST /chats/:chat/answers"),
  },
  continueAnswer: {
    page: "POST /chats/:chat/answers/:answer/continue",
    grpc: v1("ContinueAnswer"),
    json: api("POST /chats/:chat/answers/:answer/continue"),
  },
  stopAnswer: {
    page: "POST /chats/:chat/answers/:answer/stop",
    grpc: v1("StopAnswer"),
    json: api("POST /chats/:chat/answers/:answer/stop"),
  },
  leaveAnswer: {
    page: { not: "closing a page stops nothing" },
    ...notForPrograms("done for callers who go away"),
  },
  getAnswer: {
    page: "GET /chats/:chat/answers/:answer/events",
    grpc: v1("FollowAnswer"),
    json: api("GET /chats/:chat/answers/:answer"),
  },
  followAnswer: {
    page: "GET /chats/:chat/answers/:answer/events",
    grpc: "pb.ChatService/ChatStream",
    json: "POST /chat",
  },
  followTurn: {
    page: { not: "a page follows each answer separately: followAnswer" },
    grpc: v1("StartChat"),
    json: api("POST /chats"),
  },

  // Messages
  selectBranch: {
    page: "POST /chats/:chat/branch",
    grpc: v1("SelectBranch"),
    json: api("POST /chats/:chat/branch"),
  },
  listVersions: {
    page: "GET /chats/:chat",
    grpc: v1("ListMessages"),
    json: api("GET /chats/:chat/messages"),
  },
  listRunning: {
    page: "GET /chats/:chat",
    ...notForPrograms("a chat names the question that is being answered, a message its state"),
  },
  getMessage: {
    page: "GET /chats/:chat/messages/:message/edit",
    grpc: v1("GetMessage"),
    json: api("GET /chats/:chat/messages/:message"),
  },
  listMessages: {
    page: "GET /chats/:chat/messages?before=:answer",
    grpc: v1("ListMessages"),
    json: api("GET /chats/:chat/messages"),
  },
  showMessage: {
    page: "GET /chats/:chat?message=:message",
    ...notForPrograms("selectBranch and listMessages from there are the same in two calls"),
  },

  // Chats
  getChat: { page: "GET /chats/:chat", grpc: v1("GetChat"), json: api("GET /chats/:chat") },
  listChats: { page: "GET /chats", grpc: v1("ListChats"), json: api("GET /chats") },
  listChatTitles: {
    page: "GET /chats/:chat",
    ...notForPrograms("listChats gives them the whole chats"),
  },
  searchChats: {
    page: "GET /chats?q=hello",
    grpc: v1("SearchChats"),
    json: api("GET /search?query=hello"),
  },
  updateChat: {
    page: "POST /chats/:chat/title",
    grpc: v1("UpdateChat"),
    json: api("PATCH /chats/:chat"),
  },
  endChat: {
    page: "POST /chats/:chat/end",
    grpc: v1("EndChat"),
    json: api("POST /chats/:chat/end"),
  },
  archiveChats: {
    page: "POST /chats/archive",
    ...notForPrograms("updateChat archives each"),
  },
  deleteChats: {
    page: "POST /chats/:chat/delete",
    grpc: v1("DeleteChat"),
    json: api("DELETE /chats/:chat"),
  },
  restoreChats: {
    page: "POST /chats/restore",
    grpc: v1("RestoreChats"),
    json: api("POST /chats/restore"),
  },
  countDeleted: {
    page: "GET /?deleted=1",
    ...notForPrograms(`${PAGE}: the offer to undo a deletion`),
  },
  expectsTitle: {
    page: "GET /chats/:chat/answers/:answer/events",
    ...notForPrograms(`${PAGE}: a title that replaces the first words`),
  },
  awaitTitle: {
    page: "GET /chats/:chat/title",
    ...notForPrograms(`${PAGE}: a title that replaces the first words; getChat has it`),
  },

  // Models and settings
  models: { page: "GET /", grpc: v1("ListModels"), json: api("GET /models") },
  prepare: { page: "GET /", grpc: v1("ListModels"), json: api("GET /models") },
  chatDefaults: {
    page: "GET /account",
    ...notForPrograms("startChat applies them, and a chat shows its settings"),
  },
  updateChatDefaults: { page: "POST /account/defaults", ...notForPrograms(ACCOUNT) },

  // Out and in
  exportChat: {
    page: "GET /chats/:chat/export",
    grpc: v1("ExportChat"),
    json: api("GET /chats/:chat/export"),
  },
  exportAccount: {
    page: "GET /account/export",
    ...notForPrograms(
      "listChats and exportChat go through everything, a page and a chat at a time",
    ),
  },
  getStorage: { page: "GET /account", grpc: v1("GetStorage"), json: api("GET /storage") },
  importChats: {
    page: "POST /account/import",
    grpc: v1("ImportChats"),
    json: api("POST /imports"),
  },
  shareChat: {
    page: "POST /chats/:chat/share",
    grpc: v1("ShareChat"),
    json: api("PUT /chats/:chat/share"),
  },
  unshareChat: {
    page: "POST /chats/:chat/unshare",
    grpc: v1("UnshareChat"),
    json: api("DELETE /chats/:chat/share"),
  },
  findShare: {
    page: "GET /chats/:chat/share",
    grpc: v1("GetShare"),
    json: api("GET /chats/:chat/share"),
  },
  readShare: {
    page: "GET /share/:token",
    ...notForPrograms("a link is for people, who need no account; owners export"),
  },
  readSharedMessage: {
    page: "GET /share/:token/messages/:message/text",
    ...notForPrograms("a link is for people, who need no account; owners export"),
  },

  // Accounts
  signUp: { page: "POST /sign-up", ...notForPrograms(ACCOUNT) },
  signIn: { page: "POST /sign-in", ...notForPrograms("programs come with a token") },
  listProviders: {
    page: { not: "shown to visitors who are not signed in" },
    ...notForPrograms("programs come with a token"),
  },
  beginProviderSignIn: {
    page: "GET /sign-in/:provider",
    ...notForPrograms("programs come with a token"),
  },
  finishProviderSignIn: {
    page: "GET /sign-in/:provider/callback",
    ...notForPrograms("programs come with a token"),
  },
  getSignInWays: { page: "GET /account", ...notForPrograms(ACCOUNT) },
  beginProviderLink: { page: "POST /account/providers/:provider/link", ...notForPrograms(ACCOUNT) },
  finishProviderLink: {
    page: { not: "follows beginProviderLink, on the way back of finishProviderSignIn" },
    ...notForPrograms(ACCOUNT),
  },
  unlinkProvider: { page: "POST /account/providers/:provider/unlink", ...notForPrograms(ACCOUNT) },
  providerSignOutUrl: {
    page: "GET /sign-out/:provider",
    ...notForPrograms("programs come with a token"),
  },
  signOut: { page: "POST /sign-out", ...notForPrograms("programs come with a token") },
  findSession: { page: "GET /", ...notForPrograms("programs come with a token") },
  changeName: { page: "POST /account/name", ...notForPrograms(ACCOUNT) },
  changeEmail: { page: "POST /account/email", ...notForPrograms(ACCOUNT) },
  changePassword: { page: "POST /account/password", ...notForPrograms(ACCOUNT) },
  changeSettings: { page: "POST /account/settings", ...notForPrograms(ACCOUNT) },
  deleteAccount: { page: "POST /account/delete", ...notForPrograms(ACCOUNT) },
  listSessions: { page: "GET /account", ...notForPrograms(ACCOUNT) },
  revokeSession: { page: "POST /account/sessions/:session/revoke", ...notForPrograms(ACCOUNT) },
  revokeOtherSessions: { page: "POST /account/sessions/revoke", ...notForPrograms(ACCOUNT) },

  // Tokens
  authenticate: {
    page: { not: "browsers come with a session" },
    grpc: v1("GetChat"),
    json: api("GET /chats/:chat"),
  },
  actFor: {
    page: { not: "browsers act for the signed-in user" },
    grpc: v1("GetChat"),
    json: api("GET /chats/:chat"),
  },
  holdRight: {
    page: "GET /chats/:chat/answers/:answer/events",
    grpc: v1("FollowAnswer"),
    json: api("GET /chats/:chat/answers/:answer"),
  },
  createOwnApiToken: { page: "POST /account/tokens", ...notForPrograms(ACCOUNT) },
  listApiTokens: { page: "GET /account", ...notForPrograms(ACCOUNT) },
  revokeApiToken: { page: "POST /account/tokens/:token/revoke", ...notForPrograms(ACCOUNT) },
  createApiToken: internal(OPERATOR),

  // The process
  start: internal(PROCESS),
  shutdown: internal(PROCESS),
};
