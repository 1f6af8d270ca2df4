import type { Language } from "../../domain/accounts/user.ts";

const english = {
  title: "The JSON API",
  // The parts of the page from the OpenAPI document are in English only.
  about: "Everything the page can do, for programs.",
  documentIs: "The same for tools, as OpenAPI 3.1:",
  makeApiToken: "Make a token",
  objects: "Objects",
  problems: "Problems",
  problemsAre: "What each error code means.",
  call: "Call",
  needs: (scope: string) => `The token needs the scope ${scope}.`,
  parameters: "Parameters",
  body: "Body",
  answers: "Responses",
  events: "Events",
  name: "Name",
  meaning: "Meaning",
  status: "Status",
  code: "Code",
  required: "required",
  nullable: "or null",
  listOf: (type: string) => `list of ${type}`,
  from: (least: number, most: number) => `${least} to ${most}`,
  atLeast: (least: number) => `at least ${least}`,
  characters: (most: string) => `at most ${most} characters`,
  entries: (most: number) => `at most ${most} entries`,
  oneOf: (values: string) => `one of ${values}`,
  file: "A file",
};

/** Texts of the documentation of the JSON API. */
export type ApiTexts = typeof english;

const portuguese: ApiTexts = {
  title: "A API JSON",
  about: "Tudo o que a página faz, para programas. O que vem do documento está em inglês.",
  documentIs: "Para ferramentas, o mesmo como OpenAPI 3.1:",
  makeApiToken: "Criar um token",
  objects: "Objetos",
  problems: "Problemas",
  problemsAre: "O que cada código de erro significa.",
  call: "Chamada",
  needs: (scope) => `O token precisa do escopo ${scope}.`,
  parameters: "Parâmetros",
  body: "Corpo",
  answers: "Respostas",
  events: "Eventos",
  name: "Nome",
  meaning: "Significado",
  status: "Estado",
  code: "Código",
  required: "obrigatório",
  nullable: "ou null",
  listOf: (type) => `lista de ${type}`,
  from: (least, most) => `de ${least} a ${most}`,
  atLeast: (least) => `no mínimo ${least}`,
  characters: (most) => `no máximo ${most} caracteres`,
  entries: (most) => `no máximo ${most} itens`,
  oneOf: (values) => `um de ${values}`,
  file: "Um arquivo",
};

/** {@link ApiTexts} in every language. */
export const apiTexts: Readonly<Record<Language, ApiTexts>> = {
  en: english,
  "pt-BR": portuguese,
};
