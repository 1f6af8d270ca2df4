import { invalidArgument } from "../app_error.ts";
import { excerpt } from "../excerpt.ts";
import { type Said, said } from "../said.ts";

/** A model that users can choose. */
export type Model = {
  readonly name: string;
  /** Most tokens of prompt and reply together. */
  readonly contextTokens: number;
  /** Whether that number is only a guess, as neither operator, server nor family gives one. */
  readonly contextIsGuess?: boolean;
};

/** The models on offer; the first is the default. */
export type ModelCatalog = readonly [Model, ...Model[]];

/** The model of an existing chat: the default one if its own is no longer in the catalogue. */
export function modelOrDefault(catalog: ModelCatalog, name: string): Model {
  return catalog.find((model) => model.name === name) ?? catalog[0];
}

/** Most models that an error lists. */
const MAX_NAMED = 20;

/**
 * Finds a model by name.
 *
 * @throws {AppError} `invalid_argument` on field `model`, naming the available ones.
 */
export function findModel(catalog: ModelCatalog, name: string): Model {
  const model = catalog.find((model) => model.name === name);
  if (model) return model;
  throw invalidArgument("model", noSuchModel(catalog, name));
}

/** What is wrong with a model's name, if one was given: the catalogue doesn't have it. */
export function modelProblem(catalog: ModelCatalog, name: string | undefined): { model?: Said } {
  if (!name || catalog.some((model) => model.name === name)) return {};
  return { model: noSuchModel(catalog, name) };
}

function noSuchModel(catalog: ModelCatalog, name: string): Said {
  const names = catalog.slice(0, MAX_NAMED).map((model) => model.name)
    .concat(catalog.length > MAX_NAMED ? "…" : []).join(", ");
  return said`There is no model ${excerpt(name)}; available: ${names}`;
}
