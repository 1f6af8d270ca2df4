import type { APIError, ClientOptions, OpenAI } from "openai";
import type {
  CompletionEvent,
  CompletionProvider,
  CompletionRequest,
} from "../../domain/models/completion_provider.ts";
import { secretsOfUpstream } from "../config/upstreams.ts";
import { CompletionChunks } from "./completion_chunks.ts";
import { completionParameters, leftOutSettings } from "./completion_parameters.ts";
import { Deadline } from "./deadline.ts";
import { Mends } from "./mends.ts";
import { mendFor } from "./refused_parameter.ts";
import { sideBySide } from "./side_by_side.ts";
import { UpstreamBody } from "./upstream_body.ts";
import { upstreamError } from "./upstream_error.ts";
import { withUsageSum } from "./usage_sum.ts";
import { fetchOptions, type UpstreamCall, upstreamFetch } from "./upstream_fetch.ts";

/** The model's server, its retries and its time limits. */
export type OpenAIOptions = {
  /** E.g. `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  /** `null` for servers that need none. */
  readonly apiKey: string | null;
  /** Further headers of each request, with names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Parameters of each URL. */
  readonly query?: Readonly<Record<string, string>>;
  /** How often a request is retried after 429, 5xx or a network error; 2 by default. */
  readonly maxRetries?: number;
  /**
   * How long the upstream may be silent before an answer's first text; 300 s by default. A model
   * may think first, or its server may have to load it.
   */
  readonly firstTextMs?: number;
  /** How long the upstream may be silent within an answer; 60 s by default. */
  readonly idleMs?: number;
};

/** How long token counts and `[DONE]` may take after the last finish reason, in milliseconds. */
const TRAILER_MS = 5_000;

/** How often a request is changed as the server asks and sent again: more than it has settings. */
const MAX_MENDS = 12;

/** Shorter values of headers and parameters are no secrets, and may be ordinary words. */
const SHORTEST_SECRET = 8;

/** What the provider uses of the SDK. */
type SDK = { readonly client: OpenAI; readonly APIError: typeof APIError };

/**
 * Completions from any OpenAI-compatible server. The SDK sends the request and retries it. The
 * stream is read here: that takes a third of the SDK's time, and an abort can close the connection.
 * The SDK is loaded at the first request or by {@link OpenAICompletionProvider.warm}.
 */
export class OpenAICompletionProvider implements CompletionProvider {
  readonly #options: Required<OpenAIOptions>;
  /** What the server may repeat of a request, and nobody should see. */
  readonly #secrets: readonly string[];
  #sdk: Promise<SDK> | undefined;
  /** What was refused, by model, because a gateway can have models of different servers. */
  readonly #mends = new Map<string, Mends>();

  constructor(options: OpenAIOptions) {
    this.#options = {
      ...{ headers: {}, query: {}, maxRetries: 2, firstTextMs: 300_000, idleMs: 60_000 },
      ...options,
    };
    this.#secrets = secretsOfUpstream(this.#options)
      .filter(({ length }) => length >= SHORTEST_SECRET);
  }

  /** Loads the SDK, so that the first answer doesn't wait for it. */
  async warm(): Promise<void> {
    await this.#load();
  }

  /** @inheritdoc */
  async *complete(
    request: CompletionRequest,
    signal: AbortSignal,
  ): AsyncGenerator<CompletionEvent, void> {
    signal.throwIfAborted();
    const { n } = request.config;
    if (n === 1) yield* this.#completeOnce(request, signal);
    else yield* withUsageSum(this.#completeAll(request, signal));
  }

  /** Asks for the choices that don't come with the first request, as some servers give only one. */
  async *#completeAll(
    request: CompletionRequest,
    signal: AbortSignal,
  ): AsyncGenerator<CompletionEvent, void> {
    const { config } = request;
    const mends = this.#mendsOf(request);
    const missing = new Set(Array.from({ length: config.n }, (_, index) => index));
    if (mends.valueOf("n", config.n) !== null) {
      for await (const event of this.#completeOnce(request, signal)) {
        if ("index" in event) missing.delete(event.index);
        yield event;
      }
    }
    if (missing.size === 0) return;
    mends.add({ parameter: "n", value: config.n, limit: null });
    const one = { ...request, config: { ...config, n: 1 } };
    yield* sideBySide([...missing], (all) => this.#completeOnce(one, all), signal);
  }

  async *#completeOnce(
    request: CompletionRequest,
    signal: AbortSignal,
  ): AsyncGenerator<CompletionEvent, void> {
    const deadline = new Deadline(signal);
    const body = await this.#ask(request, deadline);
    const chunks = new CompletionChunks(request.config.n, this.#secrets);
    try {
      const settings = leftOutSettings(request, this.#mendsOf(request));
      if (settings.length > 0) yield { type: "leftOut", settings };
      for (let bytes; !chunks.isOver && (bytes = await this.#read(body, chunks, signal));) {
        for (const event of chunks.push(bytes)) {
          yield event;
          signal.throwIfAborted();
        }
      }
      yield* chunks.close();
      if (chunks.failure) throw chunks.failure;
      yield* chunks.lastEvents();
      await body.drain();
    } catch (error) {
      yield* chunks.lastEvents();
      throw error;
    } finally {
      body.close();
    }
  }

  /** Reads bytes. When the answers are complete, an error or a timeout counts as the end. */
  async #read(
    body: UpstreamBody,
    chunks: CompletionChunks,
    signal: AbortSignal,
  ): Promise<Uint8Array | null> {
    const { firstTextMs, idleMs } = this.#options;
    const timeoutMs = chunks.hasText ? idleMs : firstTextMs;
    if (!chunks.isComplete) return await body.read(timeoutMs);
    return await body.read(Math.min(timeoutMs, TRAILER_MS)).catch(() => {
      signal.throwIfAborted();
      return null;
    });
  }

  async #ask(request: CompletionRequest, deadline: Deadline): Promise<UpstreamBody> {
    const { apiKey } = this.#options;
    const { client, APIError } = await this.#load();
    const call: UpstreamCall = { deadline, refusal: null };
    const options = { signal: deadline.signal, fetchOptions: fetchOptions(call) };
    const mends = this.#mendsOf(request);
    for (let left = MAX_MENDS;; left--) {
      const parameters = completionParameters(request, mends);
      try {
        const response = await client.chat.completions.create(parameters, options).asResponse();
        return new UpstreamBody(response, deadline);
      } catch (error) {
        deadline.stop();
        deadline.signal.throwIfAborted();
        if (!(error instanceof APIError)) throw error;
        const mend = call.refusal && mendFor(call.refusal, parameters);
        if (!mend || left === 0) throw upstreamError(error, { ...call, apiKey });
        mends.add(mend);
      }
    }
  }

  /** Makes one client for all requests, which saves a fifth of a short one's CPU time. */
  #load(): Promise<SDK> {
    return this.#sdk ??= import("openai").then(({ OpenAI, APIError }) => ({
      client: new OpenAI(this.#clientOptions()),
      APIError,
    }));
  }

  /** `null` keeps the SDK from reading its own environment variables. */
  #clientOptions(): ClientOptions {
    const { baseUrl, apiKey, headers, query, maxRetries, firstTextMs } = this.#options;
    return {
      baseURL: baseUrl,
      apiKey: apiKey ?? "none",
      defaultHeaders: { ...apiKey === null && { authorization: null }, ...headers },
      defaultQuery: query,
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      logLevel: "off",
      maxRetries,
      // Later than the deadline, so that it never applies.
      timeout: firstTextMs + 1000,
      fetch: upstreamFetch(firstTextMs),
    };
  }

  #mendsOf({ config: { model } }: CompletionRequest): Mends {
    let mends = this.#mends.get(model);
    if (!mends) this.#mends.set(model, mends = new Mends());
    return mends;
  }
}
