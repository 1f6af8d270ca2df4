import type { HttpConnection, HttpRequest } from "../http/http_connection.ts";

/** The fields of a completion request's body that tests use. */
export type FakeChatBody = {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly stream?: boolean;
  readonly n?: number;
  readonly stream_options?: { readonly include_usage?: boolean };
  readonly [parameter: string]: unknown;
};

/** A completion request, as the upstream received it. */
export type FakeRequest = {
  readonly headers: Headers;
  /** The URL's query, without its question mark. */
  readonly query: string;
  readonly body: FakeChatBody;
  /** `performance.now()` of its arrival. */
  readonly time: number;
};

/**
 * A completion request that is being answered. Every method resolves when its bytes are written;
 * after the client has hung up, they do nothing. The first method begins the response.
 */
export class FakeExchange {
  readonly request: FakeRequest;
  /** Resolves when the client has hung up, with `performance.now()`. */
  readonly closed: Promise<number>;
  /** Resolves when the response is over. */
  readonly ended: Promise<void>;
  readonly #connection: HttpConnection;
  readonly #texts: string[];
  readonly #reasons: (string | null)[];
  #usage: object | undefined;
  #words = 0;
  #isOpen = false;
  #end = () => {};

  constructor(connection: HttpConnection, request: HttpRequest) {
    const body = JSON.parse(request.body);
    const [, query = ""] = request.path.split("?");
    this.request = { headers: request.headers, query, body, time: performance.now() };
    this.closed = connection.closed;
    this.ended = new Promise((resolve) => this.#end = resolve);
    this.#connection = connection;
    this.#texts = new Array(this.choices).fill("");
    this.#reasons = new Array(this.choices).fill(null);
  }

  /** How many choices the request asks for. */
  get choices(): number {
    return this.request.body.n ?? 1;
  }

  /** Sends the headers of a streaming response without any event. */
  async open(headers: Record<string, string> = {}): Promise<void> {
    if (this.#isOpen) return;
    this.#isOpen = true;
    await this.#connection.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "transfer-encoding": "chunked",
      ...headers,
    });
  }

  /** Sends a piece of a choice's text. */
  async text(content: string, index = 0): Promise<void> {
    this.#words++;
    this.#texts[index] += content;
    await this.#choice(index, { content }, null);
  }

  /** Sends a piece of a choice's thinking. */
  async think(reasoning_content: string, index = 0): Promise<void> {
    this.#words++;
    await this.#choice(index, { reasoning_content }, null);
  }

  /** Ends one choice. */
  async finish(reason = "stop", index = 0): Promise<void> {
    this.#reasons[index] = reason;
    await this.#choice(index, {}, reason);
  }

  /** Sends token counts, as asked for with `stream_options.include_usage`. */
  async usage(promptTokens: number, completionTokens: number): Promise<void> {
    this.#usage = {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    };
    await this.event({ ...this.#envelope(), choices: [], usage: this.#usage });
  }

  /** Finishes all choices, sends token counts if requested, and ends the response. */
  async complete(reason = "stop"): Promise<void> {
    for (const [index, ended] of this.#reasons.entries()) {
      if (ended === null) await this.finish(reason, index);
    }
    if (this.#wantsUsage && !this.#usage) await this.usage(this.#promptWords(), this.#words);
    if (this.request.body.stream) await this.raw("data: [DONE]\n\n");
    await this.end();
  }

  /** Ends the response without `[DONE]`. */
  async end(): Promise<void> {
    if (!this.request.body.stream && !this.#isOpen) return await this.#sendWhole();
    await this.open();
    await this.raw("");
    this.#end();
  }

  /** Sends any object as an event. */
  async event(data: object): Promise<void> {
    if (this.request.body.stream) await this.raw(`data: ${JSON.stringify(data)}\n\n`);
  }

  /** Sends exactly these bytes as one HTTP chunk: halves of characters, broken events, comments. */
  async raw(data: string | Uint8Array): Promise<void> {
    await this.open();
    await this.#connection.writeChunk(data);
  }

  /** Responds with a status and a body instead of a completion. */
  async error(status: number, body: unknown, headers: Record<string, string> = {}): Promise<void> {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const length = String(new TextEncoder().encode(text).length);
    this.#isOpen = true;
    await this.#connection.writeHead(status, {
      "content-type": "application/json",
      "content-length": length,
      ...headers,
    });
    await this.#connection.writeBody(text);
    this.#end();
  }

  /** Breaks off the connection in the middle of the response. */
  reset(): void {
    this.#connection.close();
    this.#end();
  }

  /** Sends nothing more until the client gives up. */
  async hang(): Promise<void> {
    await this.closed;
  }

  get #wantsUsage(): boolean {
    const { stream, stream_options } = this.request.body;
    return !stream || stream_options?.include_usage === true;
  }

  #promptWords(): number {
    return this.request.body.messages.flatMap(({ content }) => content.split(/\s+/)).length;
  }

  #envelope() {
    const object = this.request.body.stream ? "chat.completion.chunk" : "chat.completion";
    return { id: "chatcmpl-fake", object, created: 0, model: this.request.body.model };
  }

  async #choice(index: number, delta: object, finish_reason: string | null): Promise<void> {
    await this.event({ ...this.#envelope(), choices: [{ index, delta, finish_reason }] });
  }

  async #sendWhole(): Promise<void> {
    const choices = this.#texts.map((content, index) => ({
      index,
      message: { role: "assistant", content },
      finish_reason: this.#reasons[index] ?? null,
    }));
    await this.error(200, { ...this.#envelope(), choices, usage: this.#usage });
  }
}
