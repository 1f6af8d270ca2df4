import type { Language } from "../../domain/user.ts";

const english = {
  title: "Your account",
  profile: "Profile",
  name: "Name",
  saveName: "Save name",
  email: "E-mail",
  saveEmail: "Change e-mail",
  currentPassword: "Current password",
  emailPasswordHint: "You sign in with this address, so a change needs your password",
  password: "Password",
  newPassword: "New password",
  newPasswordHint: (least: number) =>
    `At least ${least} characters, and not a common password. All other browsers are signed out; API tokens go on working.`,
  savePassword: "Change password",
  preferences: "Preferences",
  language: "Language",
  asBrowser: "As the browser says",
  autoTitles: "Let the model name new chats",
  autoTitlesHint:
    "One short request after the first answer; without it, a chat has its first words",
  savePreferences: "Save preferences",
  sessions: "Where you are signed in",
  thisBrowser: "this browser",
  lastSeen: (time: string) => `Last seen ${time}`,
  signedInSince: (time: string) => `signed in ${time}`,
  signOut: "Sign out",
  signOutOf: (device: string) => `Sign out of ${device}`,
  signOutElsewhere: "Sign out everywhere else",
  onSystem: (browser: string, system: string) => `${browser} on ${system}`,
  unknownBrowser: "A browser or program",
  tokens: "API tokens",
  tokensHint:
    "With a token, programs act as you over gRPC and JSON. Whoever has it can do the same.",
  tokenName: "Name of the token",
  tokenNameHint: "Which program will use it?",
  createToken: "Create token",
  newToken: (name: string) => `Your new token “${name}”`,
  newTokenHint: "Copy it now: it is not shown again",
  createdOn: (time: string) => `Created ${time}`,
  lastUsed: (time: string) => `last used ${time}`,
  neverUsed: "never used",
  revoke: "Revoke",
  revokeToken: (name: string) => `Revoke ${name}`,
  deleteAccount: "Delete account",
  deleteMeans:
    "Deletes your account with all your chats, shared links, tokens and sessions, for good. Nobody can bring them back.",
  deleteForEver: "Delete my account for ever",
  /** What has just been done. */
  done: {
    name: "Your name is changed",
    email: "Your e-mail address is changed; use it to sign in from now on",
    password: "Your password is changed, and all other browsers are signed out",
    settings: "Your preferences are saved",
    defaults: "Your defaults for new chats are saved",
    session: "That browser is signed out",
    sessions: "All other browsers are signed out",
    token: "The token is revoked",
  },
};

/** What the account page says. */
export type AccountTexts = typeof english;

const portuguese: AccountTexts = {
  title: "Sua conta",
  profile: "Perfil",
  name: "Nome",
  saveName: "Salvar nome",
  email: "E-mail",
  saveEmail: "Mudar e-mail",
  currentPassword: "Senha atual",
  emailPasswordHint: "Você entra com este endereço; por isso a mudança pede sua senha",
  password: "Senha",
  newPassword: "Nova senha",
  newPasswordHint: (least) =>
    `Pelo menos ${least} caracteres, e não uma senha comum. Todos os outros navegadores são desconectados; os tokens de API continuam valendo.`,
  savePassword: "Mudar senha",
  preferences: "Preferências",
  language: "Idioma",
  asBrowser: "O mesmo do navegador",
  autoTitles: "Deixar o modelo dar título às novas conversas",
  autoTitlesHint:
    "Um pedido curto depois da primeira resposta; sem ele, o título são as primeiras palavras",
  savePreferences: "Salvar preferências",
  sessions: "Onde você está conectado",
  thisBrowser: "este navegador",
  lastSeen: (time) => `Visto por último em ${time}`,
  signedInSince: (time) => `conectado em ${time}`,
  signOut: "Desconectar",
  signOutOf: (device) => `Desconectar ${device}`,
  signOutElsewhere: "Desconectar todos os outros",
  onSystem: (browser, system) => `${browser} no ${system}`,
  unknownBrowser: "Um navegador ou programa",
  tokens: "Tokens de API",
  tokensHint:
    "Com um token, programas agem em seu nome por gRPC e JSON. Quem o tiver pode fazer o mesmo.",
  tokenName: "Nome do token",
  tokenNameHint: "Qual programa vai usá-lo?",
  createToken: "Criar token",
  newToken: (name) => `Seu novo token “${name}”`,
  newTokenHint: "Copie agora: ele não será mostrado de novo",
  createdOn: (time) => `Criado em ${time}`,
  lastUsed: (time) => `usado por último em ${time}`,
  neverUsed: "nunca usado",
  revoke: "Revogar",
  revokeToken: (name) => `Revogar ${name}`,
  deleteAccount: "Excluir a conta",
  deleteMeans:
    "Exclui sua conta com todas as conversas, links compartilhados, tokens e sessões, para sempre. Ninguém pode trazê-los de volta.",
  deleteForEver: "Excluir minha conta para sempre",
  done: {
    name: "Seu nome foi mudado",
    email: "Seu endereço de e-mail foi mudado; entre com ele a partir de agora",
    password: "Sua senha foi mudada, e todos os outros navegadores foram desconectados",
    settings: "Suas preferências foram salvas",
    defaults: "Seus padrões para novas conversas foram salvos",
    session: "Aquele navegador foi desconectado",
    sessions: "Todos os outros navegadores foram desconectados",
    token: "O token foi revogado",
  },
};

/** {@link AccountTexts} in every language. */
export const accountTexts: Readonly<Record<Language, AccountTexts>> = {
  en: english,
  "pt-BR": portuguese,
};
