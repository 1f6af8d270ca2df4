import { MAX_SOURCES, type Source, sourceOf } from "../../domain/models/source.ts";

/** Where servers name the sources of an answer; any of them may be absent. */
export type CitingChunk = {
  /** Perplexity, xAI: addresses, in the order of the numbers in the text. */
  readonly citations?: unknown;
  /** Perplexity: the same with titles. */
  readonly search_results?: unknown;
};

/**
 * The sources that a completion names. Servers send all of them with every chunk, or each once, so
 * an address counts once, in the order of its first appearance.
 */
export class Citations {
  readonly #sources = new Map<string, Source>();
  /** How many the last chunk had, so that chunks with the same ones cost nothing. */
  #seen = 0;

  /** All sources so far, at most {@link MAX_SOURCES}. */
  get sources(): readonly Source[] {
    return [...this.#sources.values()];
  }

  /** Reads the sources beside the choices. */
  readChunk({ citations, search_results }: CitingChunk): void {
    const list = search_results ?? citations;
    if (!Array.isArray(list) || list.length === this.#seen) return;
    this.#seen = list.length;
    this.#add(list);
  }

  /** Reads the annotations of a delta (OpenAI, OpenRouter). */
  readAnnotations(annotations: unknown): void {
    if (!Array.isArray(annotations)) return;
    this.#add(annotations.map((one) => one?.url_citation));
  }

  #add(list: readonly unknown[]): void {
    for (const one of list) {
      if (this.#sources.size >= MAX_SOURCES) return;
      const { url, title } = typeof one === "string" ? { url: one } : fieldsOf(one);
      const source = sourceOf(url, title);
      if (source && !this.#sources.has(source.url)) this.#sources.set(source.url, source);
    }
  }
}

function fieldsOf(value: unknown): { readonly url?: unknown; readonly title?: unknown } {
  return typeof value === "object" && value !== null ? value : {};
}
