import type { ModelCatalog } from "./catalog.ts";

/** Knows the available models, which may change while the program runs. */
export interface ModelDirectory {
  /** The available models, as far as they are known; the first is the default. */
  readonly catalog: ModelCatalog;

  /**
   * Called when a model is about to be used: refreshes the catalogue in the background if a refresh
   * is due. Resolves at once, except the first time: then within seconds, when the list of models
   * has been read or could not be. Never rejects.
   *
   * @param model Name of the model that is about to be used, if it is known; the default model's by
   * default. Only the list of its server is waited for.
   */
  prepare(model?: string): Promise<void>;

  /** Ends a refresh in the background. */
  close(): void;
}

/** A directory of models that never change. */
export function fixedModels(catalog: ModelCatalog): ModelDirectory {
  return { catalog, prepare: () => Promise.resolve(), close() {} };
}
