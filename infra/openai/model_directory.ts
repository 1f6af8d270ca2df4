import type { Clock } from "../../domain/clock.ts";
import type { Log } from "../../domain/log.ts";
import type { Model, ModelCatalog } from "../../domain/models/catalog.ts";
import { sizedModel } from "../../domain/models/context_sizes.ts";
import type { ModelDirectory } from "../../domain/models/directory.ts";
import { OutageLog } from "../../domain/outage_log.ts";
import { upstreamVariable } from "../config/upstreams.ts";
import { isOwnServer } from "./base_url.ts";
import type { ListedModel } from "./model_list.ts";
import { type ListingServer, NoModelList, requestModelList } from "./model_list_request.ts";

/** The server that lists models, and what the operator configured. */
export type ModelDirectoryOptions = ListingServer & {
  /** The operator's models; the first is the default. */
  readonly configured: readonly ListedModel[];
  /** The models to offer until the server's list is known. */
  readonly fallback: ModelCatalog;
  /** The operator's context size for models whose size the server doesn't give, if any. */
  readonly assumedTokens: number | null;
  /** Name of the upstream among several; none by default. */
  readonly name?: string;
  readonly clock: Pick<Clock, "now">;
  readonly log: Log;
  /** Time limit for the list, in milliseconds; 5 s by default. The first question waits for it. */
  readonly timeLimitMs?: number;
};

/** How long a list is used, in milliseconds. */
const FRESH_FOR = 600_000;

/** Time until a failed look-up is tried again, in milliseconds. */
const RETRY_AFTER = 60_000;

/** Most models to offer: a page with more options is slow in browsers. */
const MAX_MODELS = 10_000;

/** The models of an OpenAI-compatible server, from its own list. */
export class OpenAIModelDirectory implements ModelDirectory {
  readonly #options: ModelDirectoryOptions;
  readonly #outages: OutageLog;
  readonly #closed = new AbortController();
  #catalog: ModelCatalog;
  #lookUp: Promise<void> | undefined;
  #hasLooked = false;
  #hasList = false;
  #hasSaidAbsent = false;
  #dueAt = -Infinity;

  constructor(options: ModelDirectoryOptions) {
    this.#options = options;
    this.#catalog = options.fallback;
    this.#outages = new OutageLog(options.log, `list ${labelOf(options)}'s models`);
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
    const { clock } = this.#options;
    const isDone = await this.#outages.try(async () => {
      const listed = await this.#read();
      if (listed) this.#offer(mergeModels(listed, this.#options));
    });
    this.#hasLooked = true;
    this.#dueAt = clock.now().getTime() + (isDone ? FRESH_FOR : RETRY_AFTER);
  }

  /** @returns `null` when the server has no list, or the program stops. */
  async #read(): Promise<ListedModel[] | null> {
    const { timeLimitMs = 5_000 } = this.#options;
    try {
      return await requestModelList(this.#options, { signal: this.#closed.signal, timeLimitMs });
    } catch (error) {
      if (this.#closed.signal.aborted) return null;
      // Where there was a list, its absence is an outage.
      if (!(error instanceof NoModelList) || this.#hasList) throw error;
      this.#sayAbsent(error);
      return null;
    }
  }

  #offer(models: ModelCatalog): void {
    const offered = withinLimit(models);
    const isNews = offered.length !== this.#catalog.length || !this.#hasLooked;
    if (isNews) this.#sayOffered(offered, models.length - offered.length);
    this.#catalog = offered;
    this.#hasList = true;
  }

  #sayOffered(offered: ModelCatalog, left: number): void {
    const { log, fallback } = this.#options;
    const label = labelOf(this.#options);
    if (offered === fallback) return log.warn(`No model in ${label}'s list chats`);
    const [{ name: first }] = offered;
    const guesses = offered.filter(({ contextIsGuess }) => contextIsGuess).length;
    const fields = guesses > 0 ? { contextGuessed: guesses } : undefined;
    log.info(`Found models at ${label}; on offer: ${offered.length}, first ${first}`, fields);
    if (left === 0) return;
    const advice = `name those to offer in ${variableOf(this.#options)}`;
    log.warn(
      `Too many models at ${label}: ${left} beyond ${MAX_MODELS} are not on offer; ${advice}`,
    );
  }

  /** A server without a list seldom gets one, so this is no outage. */
  #sayAbsent({ message }: NoModelList): void {
    if (this.#hasSaidAbsent) return;
    this.#hasSaidAbsent = true;
    const { configured, log } = this.#options;
    const names = configured.map(({ name }) => name).join(", ");
    const advice = names
      ? `On offer: ${names} alone`
      : `Name the models to offer in ${variableOf(this.#options)}`;
    log.warn(`${message}. ${advice}`);
  }
}

/** How messages call the upstream. */
function labelOf({ name = "the upstream" }: ModelDirectoryOptions): string {
  return name;
}

/** The variable that names models of the upstream. */
function variableOf({ name }: ModelDirectoryOptions): string {
  return name === undefined ? "MODEL or MODELS" : upstreamVariable(name, "MODELS");
}

/** The configured models in their order, then the listed ones by name. */
function mergeModels(
  listed: readonly ListedModel[],
  { configured, fallback, assumedTokens, baseUrl }: ModelDirectoryOptions,
): ModelCatalog {
  const sizes = new Map(listed.map(({ name, contextTokens }) => [name, contextTokens]));
  const place = { isOwn: isOwnServer(baseUrl) };
  const sized = ({ name, contextTokens }: ListedModel): Model => {
    const known = fallback.find((model) => model.name === name && !model.contextIsGuess);
    const given = contextTokens ?? sizes.get(name) ?? known?.contextTokens ?? assumedTokens;
    return sizedModel(name, given, place);
  };
  const named = configured.length > 0 ? configured : defaultOf(listed, fallback);
  const names = new Set(named.map(({ name }) => name));
  const others = listed.filter(({ name }) => !names.has(name)).sort(byName);
  const [first, ...rest] = [...named, ...others].map(sized);
  return first ? [first, ...rest] : fallback;
}

function withinLimit(models: ModelCatalog): ModelCatalog {
  const [first, ...rest] = models;
  return models.length <= MAX_MODELS ? models : [first, ...rest.slice(0, MAX_MODELS - 1)];
}

/** The default if the operator named none: the usual one if listed, else the first in the list. */
function defaultOf(listed: readonly ListedModel[], fallback: ModelCatalog): readonly ListedModel[] {
  const usual = listed.find(({ name }) => name === fallback[0].name);
  return [usual ?? listed[0]].filter((model) => model !== undefined);
}

// Made once, as sorting thousands of names makes it otherwise for each comparison.
const collator = new Intl.Collator("en", { numeric: true });

function byName(one: ListedModel, other: ListedModel): number {
  return collator.compare(one.name, other.name);
}
