import type { ModelCatalog } from "./catalog.ts";

/** Knows which models are on offer, which may change while the program runs. */
export interface ModelDirectory {
  /** The models on offer, as far as is known; the first is the default. */
  readonly catalog: ModelCatalog;

  /**
   * To be called when somebody is about to use a model: has the catalogue brought up to date in the
   * background where that is due. Resolves at once, or for the first time within seconds, when it is
   * known what there is or that this can't be known. Never rejects.
   */
  prepare(): Promise<void>;

  /** Ends what goes on in the background. */
  close(): void;
}

/** A directory of models that never change. */
export function fixedModels(catalog: ModelCatalog): ModelDirectory {
  return { catalog, prepare: () => Promise.resolve(), close() {} };
}
