import type { Model, ModelCatalog } from "./catalog.ts";
import type { ModelDirectory } from "./directory.ts";

/**
 * A directory with the context sizes that models' servers have stated in refusals, which are more
 * certain than what lists or names say. They are known until the next start.
 */
export class LearnedModels implements ModelDirectory {
  readonly #directory: ModelDirectory;
  readonly #sizes = new Map<Model["name"], number>();
  #sized: { readonly from: ModelCatalog; readonly catalog: ModelCatalog } | null = null;

  constructor(directory: ModelDirectory) {
    this.#directory = directory;
  }

  /** @inheritdoc */
  get catalog(): ModelCatalog {
    const from = this.#directory.catalog;
    if (this.#sizes.size === 0) return from;
    if (this.#sized?.from !== from) {
      const [first, ...others] = from;
      const models = [this.#resize(first), ...others.map((model) => this.#resize(model))] as const;
      const { unlisted } = from;
      const catalog: ModelCatalog = Object.assign(
        [...models] as [Model, ...Model[]],
        unlisted && { unlisted },
      );
      this.#sized = { from, catalog };
    }
    return this.#sized.catalog;
  }

  /**
   * Remembers the size that a model's server has stated, in tokens. A size that is no guess only
   * becomes smaller, because the operator may have chosen it.
   */
  learn(name: Model["name"], contextTokens: number): void {
    const known = this.catalog.find((model) => model.name === name);
    if (known && !known.contextIsGuess && contextTokens >= known.contextTokens) return;
    this.#sizes.set(name, contextTokens);
    this.#sized = null;
  }

  /** @inheritdoc */
  prepare(): Promise<void> {
    return this.#directory.prepare();
  }

  /** @inheritdoc */
  close(): void {
    this.#directory.close();
  }

  #resize(model: Model): Model {
    const contextTokens = this.#sizes.get(model.name);
    return contextTokens === undefined ? model : { name: model.name, contextTokens };
  }
}
