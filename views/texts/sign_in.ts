import type { Language } from "../../domain/accounts/user.ts";

const english = {
  signIn: "Sign in",
  messageKept: "It has not been sent yet. Sign in to continue with it.",
  messageToCopy:
    "It has not been sent yet. Only signing in with a password goes on with it, so copy it first.",
  stillSignedIn: (provider: string) =>
    `You are signed out here. You may still be signed in at ${provider}.`,
  signOutOf: (provider: string) => `Sign out of ${provider}, too`,
  goOn: (provider: string) => `Continue at ${provider}`,
  newHere: "New here?",
  createAccount: "Create account",
  createAnAccount: "Create an account",
  haveAccount: "Have an account?",
  name: "Name",
  email: "E-mail",
  password: "Password",
  or: "or",
  continueWith: (provider: string) => `Continue with ${provider}`,
  providerAway: (provider: string) => `${provider} does not answer at the moment`,
  passwordHint: (least: number) => `At least ${least} characters; several unrelated words are good`,
};

/** Texts of the pages for signing in and up. */
export type SignInTexts = typeof english;

const portuguese: SignInTexts = {
  signIn: "Entrar",
  messageKept: "Ela ainda não foi enviada. Entre para continuar com ela.",
  messageToCopy:
    "Ela ainda não foi enviada. Só quem entra com senha continua com ela; por isso, copie-a antes.",
  stillSignedIn: (provider) => `Você saiu daqui. Talvez ainda esteja conectado em ${provider}.`,
  signOutOf: (provider) => `Sair também de ${provider}`,
  goOn: (provider) => `Continuar em ${provider}`,
  newHere: "Primeira vez aqui?",
  createAccount: "Criar conta",
  createAnAccount: "Criar uma conta",
  haveAccount: "Já tem uma conta?",
  name: "Nome",
  email: "E-mail",
  password: "Senha",
  or: "ou",
  continueWith: (provider) => `Continuar com ${provider}`,
  providerAway: (provider) => `${provider} não está respondendo no momento`,
  passwordHint: (least) =>
    `Pelo menos ${least} caracteres; várias palavras que não combinem entre si são uma boa escolha`,
};

/** {@link SignInTexts} in every language. */
export const signInTexts: Readonly<Record<Language, SignInTexts>> = {
  en: english,
  "pt-BR": portuguese,
};
