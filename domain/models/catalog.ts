import { invalidArgument } from "../app_error.ts";
import { excerpt } from "../excerpt.ts";
import { type Said, said } from "../said.ts";

/** A model that people may choose. */
export type Model = {
  readonly name: string;
  /** Tokens that prompt and reply may have together. */
  readonly contextTokens: number;
};

/** The models on offer; the first is the default. */
export type ModelCatalog = readonly [Model, ...Model[]];

/**
 * The model of a chat that was begun earlier: the default one where its own is no longer on offer.
 */
export function modelOrDefault(catalog: ModelCatalog, name: string): Model {
  return catalog.find((model) => model.name === name) ?? catalog[0];
}

/** Models that an error names. */
const MAX_NAMED = 20;

/**
 * Finds a model by name.
 *
 * @throws {AppError} `invalid_argument` on field `model`, naming those there are.
 */
export function findModel(catalog: ModelCatalog, name: string): Model {
  const model = catalog.find((model) => model.name === name);
  if (model) return model;
  throw invalidArgument("model", noSuchModel(catalog, name));
}

/** What is wrong with a model that was chosen by name, if one was: there is none of that name. */
export function modelProblem(catalog: ModelCatalog, name: string | undefined): { model?: Said } {
  if (!name || catalog.some((model) => model.name === name)) return {};
  return { model: noSuchModel(catalog, name) };
}

function noSuchModel(catalog: ModelCatalog, name: string): Said {
  const names = catalog.slice(0, MAX_NAMED).map((model) => model.name)
    .concat(catalog.length > MAX_NAMED ? "…" : []).join(", ");
  return said`There is no model ${excerpt(name)}; available: ${names}`;
}
