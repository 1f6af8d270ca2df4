import { invalidArgument } from "../app_error.ts";
import { excerpt } from "../excerpt.ts";
import { type Said, said } from "../said.ts";
import { type SizedModel, sizedModel } from "./context_sizes.ts";
import { isModelName } from "./model_name.ts";

/** A model that users can choose. */
export type Model = SizedModel;

/** The models on offer; the first is the default. */
export type ModelCatalog = readonly [Model, ...Model[]] & {
  /**
   * Beginnings of the names of models whose server has not said yet which it has: any may exist. A
   * question to one of them must not go to another model while that server is away.
   */
  readonly unlisted?: readonly string[];
};

/** A model by its name; `undefined` when it certainly isn't on offer. */
export function modelNamed(catalog: ModelCatalog, name: string): Model | undefined {
  const model = catalog.find((model) => model.name === name);
  const isUnlisted = catalog.unlisted?.some((start) => name.startsWith(start) && name !== start);
  if (model || !isUnlisted || !isModelName(name)) return model;
  return sizedModel(name, null, { isOwn: true });
}

/** The model of an existing chat: the default one if its own is no longer in the catalogue. */
export function modelOrDefault(catalog: ModelCatalog, name: string): Model {
  return modelNamed(catalog, name) ?? catalog[0];
}

/** Most models that an error lists. */
const MAX_NAMED = 20;

/**
 * Finds a model by name.
 *
 * @throws {AppError} `invalid_argument` on field `model`, naming the available ones.
 */
export function findModel(catalog: ModelCatalog, name: string): Model {
  const model = modelNamed(catalog, name);
  if (model) return model;
  throw invalidArgument("model", noSuchModel(catalog, name));
}

/** What is wrong with a model's name, if one was given: the catalogue doesn't have it. */
export function modelProblem(catalog: ModelCatalog, name: string | undefined): { model?: Said } {
  if (!name || modelNamed(catalog, name)) return {};
  return { model: noSuchModel(catalog, name) };
}

function noSuchModel(catalog: ModelCatalog, name: string): Said {
  const names = catalog.slice(0, MAX_NAMED).map((model) => model.name)
    .concat(catalog.length > MAX_NAMED ? "…" : []).join(", ");
  return said`There is no model ${excerpt(name)}; available: ${names}`;
}
