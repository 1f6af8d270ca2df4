import type { Clock } from "../../domain/clock.ts";
import type { Log } from "../../domain/log.ts";
import type { Model, ModelCatalog } from "../../domain/models/catalog.ts";
import type { ModelDirectory } from "../../domain/models/directory.ts";
import { OutageLog } from "../../domain/outage_log.ts";
import { Deadline } from "./deadline.ts";
import { type ListedModel, listedModels } from "./model_list.ts";

/** The server that lists models, and what the operator configured. */
export type ModelDirectoryOptions = {
  /** E.g. `http://127.0.0.1:11434/v1`. */
  readonly baseUrl: string;
  /** `null` for servers that need none. */
  readonly apiKey: string | null;
  /** The operator's models; the first is the default. */
  readonly configured: readonly ListedModel[];
  /** The models to offer until the server's list is known. */
  readonly fallback: ModelCatalog;
  /** Context size of models for which neither the operator nor the server gives one. */
  readonly assumedTokens: number;
  readonly clock: Pick<Clock, "now">;
  readonly log: Log;
  /** Time limit for the list, in milliseconds; 5 s by default. The first question waits for it. */
  readonly timeLimitMs?: number;
};

/** How long a list is used, in milliseconds. */
const FRESH_FOR = 600_000;

/** Time until a failed look-up is tried again, in milliseconds. */
const RETRY_AFTER = 60_000;

/** Largest list that is read, in bytes: several times that of gateways with hundreds of models. */
const MAX_LIST_BYTES = 8 * 1024 * 1024;

/** Most models to offer. */
const MAX_MODELS = 200;

/**
 * OpenAI's list has no sizes. These models read at least as much, some of them a multiple; but
 * every token costs.
 *
 * @see https://platform.openai.com/docs/models
 */
const openAIModels = {
  name: /^(chatgpt-4o|gpt-4o|gpt-4\.1|gpt-4-turbo|gpt-5|o[134]\b)/,
  tokens: 128_000,
};

/** The models of an OpenAI-compatible server, from its own list. */
export class OpenAIModelDirectory implements ModelDirectory {
  readonly #options: ModelDirectoryOptions;
  readonly #outages: OutageLog;
  readonly #closed = new AbortController();
  #catalog: ModelCatalog;
  #lookUp: Promise<void> | undefined;
  #hasLooked = false;
  #dueAt = -Infinity;

  constructor(options: ModelDirectoryOptions) {
    this.#options = options;
    this.#catalog = options.fallback;
    this.#outages = new OutageLog(options.log, "list the upstream's models");
  }

  get catalog(): ModelCatalog {
    return this.#catalog;
  }

  prepare(): Promise<void> {
    const isDue = this.#options.clock.now().getTime() >= this.#dueAt;
    if (isDue && !this.#closed.signal.aborted) {
      this.#lookUp ??= this.#refresh().finally(() => this.#lookUp = undefined);
    }
    return this.#hasLooked || !this.#lookUp ? Promise.resolve() : this.#lookUp;
  }

  close(): void {
    this.#closed.abort(new Error("The program stops"));
  }

  async #refresh(): Promise<void> {
    const { clock, log } = this.#options;
    const isDone = await this.#outages.try(async () => {
      const listed = await this.#read().catch((error) => {
        if (!this.#closed.signal.aborted) throw error;
      });
      if (!listed) return;
      const models = mergeModels(listed, this.#options);
      if (models.length !== this.#catalog.length || !this.#hasLooked) {
        log.info(
          `Found models at the upstream; on offer: ${models.length}, first ${models[0].name}`,
        );
      }
      this.#catalog = models;
    });
    this.#hasLooked = true;
    this.#dueAt = clock.now().getTime() + (isDone ? FRESH_FOR : RETRY_AFTER);
  }

  async #read(): Promise<ListedModel[]> {
    const { baseUrl, apiKey, timeLimitMs = 5_000 } = this.#options;
    const deadline = new Deadline(this.#closed.signal);
    deadline.start(timeLimitMs);
    try {
      const headers = {
        Accept: "application/json",
        ...apiKey && { Authorization: `Bearer ${apiKey}` },
      };
      const response = await fetch(`${baseUrl}/models`, { headers, signal: deadline.signal });
      if (response.ok) return listedModels(JSON.parse(await readText(response)));
      await response.body?.cancel();
      throw new Error(`The upstream answered with status ${response.status}`);
    } finally {
      deadline.stop();
    }
  }
}

/** The configured models in their order, then the listed ones by name. */
function mergeModels(
  listed: readonly ListedModel[],
  { configured, fallback, assumedTokens }: ModelDirectoryOptions,
): ModelCatalog {
  const sizes = new Map(listed.map(({ name, contextTokens }) => [name, contextTokens]));
  const sized = ({ name, contextTokens }: ListedModel): Model => {
    const known = fallback.find((model) => model.name === name)?.contextTokens;
    const usual = openAIModels.name.test(name) ? openAIModels.tokens : assumedTokens;
    return { name, contextTokens: contextTokens ?? sizes.get(name) ?? known ?? usual };
  };
  const named = configured.length > 0 ? configured : defaultOf(listed, fallback);
  const names = new Set(named.map(({ name }) => name));
  const others = listed.filter(({ name }) => !names.has(name)).sort(byName);
  const [first, ...rest] = [...named, ...others].slice(0, MAX_MODELS).map(sized);
  return first ? [first, ...rest] : fallback;
}

/** The default if the operator named none: the usual one if listed, else the first in the list. */
function defaultOf(listed: readonly ListedModel[], fallback: ModelCatalog): readonly ListedModel[] {
  const usual = listed.find(({ name }) => name === fallback[0].name);
  return [usual ?? listed[0]].filter((model) => model !== undefined);
}

function byName(one: ListedModel, other: ListedModel): number {
  return one.name.localeCompare(other.name, "en", { numeric: true });
}

async function readText({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_LIST_BYTES) {
      throw new Error(`The list of models exceeds ${MAX_LIST_BYTES} bytes`);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}
