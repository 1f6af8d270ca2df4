import { MAX_SOURCES, type Source, sourceOf } from "../../domain/models/source.ts";

/** Where servers name the sources of an answer; any of them may be absent. */
export type CitingChunk = {
  /** Perplexity, xAI: addresses, in the order of the numbers in the text. */
  readonly citations?: unknown;
  /** Perplexity: the same with titles. */
  readonly search_results?: unknown;
};

/**
 * The sources that a completion names. Beside the choices they are numbered by their places, and the
 * last list stands, as servers send it with every chunk. In annotations an address counts once.
 */
export class Citations {
  #numbered: readonly Source[] = [];
  readonly #annotated = new Map<string, Source>();
  /** Which list was read last, so that chunks with the same one cost nothing. */
  #seen = "";

  /** All sources so far, at most {@link MAX_SOURCES}. */
  get sources(): readonly Source[] {
    const numbered = new Set(this.#numbered.map(({ url }) => url));
    const others = [...this.#annotated.values()].filter(({ url }) => !numbered.has(url));
    return [...this.#numbered, ...others].slice(0, MAX_SOURCES);
  }

  /** Reads the sources beside the choices. */
  readChunk({ citations, search_results }: CitingChunk): void {
    const results = listOf(search_results);
    const list = (listOf(citations).length > 0 ? listOf(citations) : results)
      .slice(0, MAX_SOURCES).map(fieldsOf);
    const seen = `${results.length} ${list.map(({ url }) => url).join(" ")}`;
    if (list.length === 0 || seen === this.#seen) return;
    this.#seen = seen;
    const titles = new Map(results.map(fieldsOf).map(({ url, title }) => [url, title]));
    const sources = list.map(({ url, title }) => sourceOf(url, title ?? titles.get(url)));
    // After one that can't be kept, the numbers in the text would lead to others' pages.
    const end = sources.indexOf(null);
    this.#numbered = sources.slice(0, end < 0 ? undefined : end).filter((one) => one !== null);
  }

  /** Reads the annotations of a delta (OpenAI, OpenRouter). */
  readAnnotations(annotations: unknown): void {
    for (const one of listOf(annotations)) {
      if (this.#annotated.size >= MAX_SOURCES) return;
      const { url, title } = fieldsOf((one as Annotation)?.url_citation ?? one);
      const source = sourceOf(url, title);
      if (source && !this.#annotated.has(source.url)) this.#annotated.set(source.url, source);
    }
  }
}

/** Some gateways put the fields of `url_citation` beside the type. */
type Annotation = { readonly url_citation?: unknown } | null;

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function fieldsOf(value: unknown): { readonly url?: unknown; readonly title?: unknown } {
  if (typeof value === "string") return { url: value };
  return typeof value === "object" && value !== null ? value : {};
}
