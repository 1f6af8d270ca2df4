import type { Model, ModelCatalog } from "../../domain/models/catalog.ts";
import type { ModelDirectory } from "../../domain/models/directory.ts";
import { isModelName } from "../../domain/models/model_name.ts";
import { modelName, placeOf } from "./upstream_names.ts";

/** The models of one upstream. */
export type UpstreamPart = {
  /** Name of the upstream; `null` for the one without a name. */
  readonly name: string | null;
  readonly directory: ModelDirectory;
  /** What the directory's catalogue is as long as none of its models is known. */
  readonly unknown: ModelCatalog | null;
};

/** What {@link UpstreamModels} begins with. */
export type UpstreamModelsOptions = {
  /** In the order in which their models are listed. */
  readonly parts: readonly [UpstreamPart, ...UpstreamPart[]];
  /** The catalogue as long as no model of any upstream is known; its first is the default. */
  readonly fallback: ModelCatalog;
  /** The model that the operator made the default; `null` for the first. */
  readonly preferred: string | null;
};

/**
 * The models of several upstreams. Each looks for its own: one that is away keeps the models that
 * it had, and takes nothing from the others.
 */
export class UpstreamModels implements ModelDirectory {
  readonly #options: UpstreamModelsOptions;
  readonly #names: readonly string[];
  #merged: { readonly from: readonly ModelCatalog[]; readonly catalog: ModelCatalog } | undefined;

  constructor(options: UpstreamModelsOptions) {
    this.#options = options;
    this.#names = options.parts.map(({ name }) => name).filter((name) => name !== null);
  }

  /** Merged anew only when a part has changed, as there may be thousands. */
  get catalog(): ModelCatalog {
    const from = this.#options.parts.map(({ directory }) => directory.catalog);
    const isSame = this.#merged?.from.every((catalog, index) => catalog === from[index]);
    if (!this.#merged || !isSame) this.#merged = { from, catalog: this.#merge() };
    return this.#merged.catalog;
  }

  /** Waits for the model's own upstream, or that of the default model, as long as there is one. */
  async prepare(model = this.#options.preferred ?? undefined): Promise<void> {
    const { parts } = this.#options;
    const prepared = parts.map(({ directory }) => directory.prepare(model));
    const upstream = model === undefined ? parts[0].name : placeOf(model, this.#names).upstream;
    await prepared[parts.findIndex(({ name }) => name === upstream)];
    if (!parts.some(isKnown)) await Promise.all(prepared);
  }

  close(): void {
    for (const { directory } of this.#options.parts) directory.close();
  }

  #merge(): ModelCatalog {
    const { parts, fallback, preferred } = this.#options;
    const models = parts.filter(isKnown).flatMap((part) => this.#named(part));
    const first = models.find(({ name }) => name === preferred) ?? models[0];
    const others = first ? models.filter((model) => model !== first) : fallback.slice(1);
    const catalog: [Model, ...Model[]] = [first ?? fallback[0], ...others];
    const unlisted = parts.filter((part) => !isKnown(part)).map(({ name }) => name)
      .filter((name) => name !== null).map((name) => modelName(name, ""));
    return Object.assign(catalog, { unlisted });
  }

  /** The models of a part, without those that a request wouldn't find. */
  #named({ name: upstream, directory }: UpstreamPart): Model[] {
    if (upstream === null) {
      return directory.catalog.filter(({ name }) => placeOf(name, this.#names).upstream === null);
    }
    return directory.catalog.map((model) => ({ ...model, name: modelName(upstream, model.name) }))
      .filter(({ name }) => isModelName(name));
  }
}

function isKnown({ directory, unknown }: UpstreamPart): boolean {
  return directory.catalog !== unknown;
}
