import type { ModelCatalog } from "./catalog.ts";

/** Knows the available models, which may change while the program runs. */
export interface ModelDirectory {
  /** The available models, as far as they are known; the first is the default. */
  readonly catalog: ModelCatalog;

  /**
   * Called when a model is about to be used: refreshes the catalogue in the background if a refresh
   * is due. Resolves at once, except the first time: then within seconds, when the list of models
   * has been read or could not be. Never rejects.
   */
  prepare(): Promise<void>;

  /** Ends a refresh in the background. */
  close(): void;
}

/** A directory of models that never change. */
export function fixedModels(catalog: ModelCatalog): ModelDirectory {
  return { catalog, prepare: () => Promise.resolve(), close() {} };
}
