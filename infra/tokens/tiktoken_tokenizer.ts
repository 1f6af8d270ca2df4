import type { Tokenizer } from "../../domain/models/tokenizer.ts";
import { nextMacrotask } from "../runtime/event_loop.ts";
import { TimeSlices } from "../runtime/time_slices.ts";
import { Encoding, type EncodingData } from "./encoding.ts";

type EncodingName = keyof typeof encodings;

/** js-tiktoken's ranks, megabytes each, imported when a model first needs them. */
const encodings = {
  gpt2: () => import("js-tiktoken/ranks/gpt2"),
  r50k_base: () => import("js-tiktoken/ranks/r50k_base"),
  p50k_base: () => import("js-tiktoken/ranks/p50k_base"),
  p50k_edit: () => import("js-tiktoken/ranks/p50k_edit"),
  cl100k_base: () => import("js-tiktoken/ranks/cl100k_base"),
  o200k_base: () => import("js-tiktoken/ranks/o200k_base"),
} satisfies Record<string, () => Promise<{ default: EncodingData }>>;

/** The encoding of all OpenAI models since GPT-4o, and the guess for other models. */
const NEWEST_ENCODING: EncodingName = "o200k_base";

/**
 * Counts tokens with js-tiktoken's ranks and patterns. Its own encoder is not used: its time is
 * quadratic in the length of a run of one character, and building it blocks for half a second.
 * Nothing is loaded before the first count or {@link TiktokenTokenizer.warm}.
 */
export class TiktokenTokenizer implements Tokenizer {
  readonly #slices = new TimeSlices();
  readonly #loaded = new Map<EncodingName, Promise<Encoding>>();
  /** By model; models come from the catalogue, so they are few. */
  readonly #byModel = new Map<string, Promise<Encoding>>();

  /** @inheritdoc */
  async count(text: string, model: string): Promise<number> {
    return (await this.encode(text, model)).length;
  }

  /**
   * Encodes `text` as plain text in the model's encoding.
   *
   * @returns The tokens' ranks in that encoding.
   */
  async encode(text: string, model: string): Promise<number[]> {
    const encoding = await this.#of(model);
    return await this.#slices.run(encoding.encode(text));
  }

  /** Loads the model's encoding, so that the first count doesn't wait for it. */
  async warm(model: string): Promise<void> {
    await this.#of(model);
  }

  #of(model: string): Promise<Encoding> {
    let encoding = this.#byModel.get(model);
    if (!encoding) {
      encoding = encodingOf(model).then((name) => this.#load(name));
      this.#byModel.set(model, encoding);
      encoding.catch(() => this.#byModel.delete(model));
    }
    return encoding;
  }

  #load(name: EncodingName): Promise<Encoding> {
    let encoding = this.#loaded.get(name);
    if (!encoding) {
      encoding = this.#read(name);
      this.#loaded.set(name, encoding);
      encoding.catch(() => this.#loaded.delete(name));
    }
    return encoding;
  }

  /** The import blocks for about 30 ms, so the event loop gets its turn before and after it. */
  async #read(name: EncodingName): Promise<Encoding> {
    await nextMacrotask();
    const { default: data } = await encodings[name]();
    await nextMacrotask();
    return await this.#slices.run(Encoding.read(data));
  }
}

/**
 * A fine-tuned model (`ft:gpt-4o:…`) has the encoding of the model it was made from. Gateways and
 * upstreams put names and a slash before a model's own name.
 */
async function encodingOf(model: string): Promise<EncodingName> {
  const { getEncodingNameForModel } = await import("js-tiktoken/lite");
  const base = model.replace(/^.*\//s, "").replace(/^ft:([^:]+).*$/, "$1");
  try {
    return getEncodingNameForModel(base as Parameters<typeof getEncodingNameForModel>[0]);
  } catch {
    return NEWEST_ENCODING;
  }
}
