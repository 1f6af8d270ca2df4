import {
  CompletionError,
  type CompletionEvent,
  type CompletionProvider,
  type CompletionRequest,
} from "../../domain/models/completion_provider.ts";
import { placeOf } from "./upstream_names.ts";

/** Completions from several upstreams: the model's name says which one is asked. */
export class UpstreamProvider implements CompletionProvider {
  readonly #providers: ReadonlyMap<string | null, CompletionProvider>;
  readonly #names: readonly string[];

  /** @param providers By the upstream's name; `null` is the one without a name. */
  constructor(providers: ReadonlyMap<string | null, CompletionProvider>) {
    this.#providers = providers;
    this.#names = [...providers.keys()].filter((name) => name !== null);
  }

  /** @inheritdoc */
  async warm(): Promise<void> {
    await Promise.all([...this.#providers.values()].map((provider) => provider.warm()));
  }

  /** @inheritdoc */
  async *complete(request: CompletionRequest, signal: AbortSignal): AsyncIterable<CompletionEvent> {
    const { upstream, id: model } = placeOf(request.config.model, this.#names);
    const provider = this.#providers.get(upstream);
    if (!provider) {
      const message = `No upstream has the model ${request.config.model}`;
      throw new CompletionError("upstream_not_found", message);
    }
    yield* provider.complete({ ...request, config: { ...request.config, model } }, signal);
  }
}
