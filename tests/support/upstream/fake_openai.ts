import { type FakeChatBody, FakeExchange, type FakeRequest } from "./fake_exchange.ts";
import { HttpConnection, type HttpRequest } from "../http/http_connection.ts";

export type { FakeChatBody, FakeExchange, FakeRequest };

/** How the upstream answers one request, with the methods that tests also call directly. */
export type FakeScript = (exchange: FakeExchange) => void | Promise<unknown>;

/** How the fake upstream behaves. */
export type FakeOpenAIOptions = {
  /**
   * Answers requests without an enqueued script or a waiting `next()`; by default {@link echo}.
   * `"manual"`: these requests wait until the test takes them with `next()`.
   */
  readonly reply?: FakeScript | "manual";
  /** The only key that is accepted; any by default. */
  readonly apiKey?: string;
  /**
   * The list for `GET /v1/models`: names, or models as some server describes them. A function is
   * called each time, and may return a status or a whole body instead.
   */
  readonly models?: FakeModels | (() => FakeModels | number | string);
};

/** Models in a server's list. */
export type FakeModels = readonly (string | object)[];

/** An OpenAI-compatible server on a loopback socket, under the test's control. */
export interface FakeOpenAI extends AsyncDisposable {
  /** Base URL, e.g. `http://127.0.0.1:40123/v1`. */
  readonly url: string;
  /** Every completion request so far, oldest first. */
  readonly requests: readonly FakeRequest[];
  /** How many connections have been opened. */
  readonly connectionCount: number;
  /** Takes the next request without a script, to answer it step by step. */
  next(): Promise<FakeExchange>;
  /** Answers the next requests with these scripts, one each. */
  enqueue(...scripts: FakeScript[]): void;
  /** Stops listening and breaks all connections. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a fake OpenAI server. By default it answers every question with `You said: …`, word by
 * word.
 *
 * @example await using upstream = await startFakeOpenAI(); const exchange = upstream.next(); //
 * before the request is made, or with `reply: "manual"` // … the program asks … await (await
 * exchange).text("Hello"); await (await exchange).complete();
 */
export function startFakeOpenAI(options: FakeOpenAIOptions = {}): Promise<FakeOpenAI> {
  const { reply = echo(), models = ["fake-model"] } = options;
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const connections = new Set<HttpConnection>();
  const requests: FakeRequest[] = [];
  const scripts: FakeScript[] = [];
  const waiting: ((exchange: FakeExchange) => void)[] = [];
  const held: FakeExchange[] = [];

  async function play(exchange: FakeExchange) {
    requests.push(exchange.request);
    const take = waiting.shift();
    const script = take ? null : scripts.shift() ?? reply;
    if (take) take(exchange);
    else if (script === "manual") held.push(exchange);
    else await script?.(exchange);
    await Promise.race([exchange.ended, exchange.closed]);
  }

  async function answer(connection: HttpConnection, request: HttpRequest) {
    const refuse = (status: number, message: string) =>
      sendJson(connection, status, { error: { message, type: "invalid_request_error" } });
    const key = request.headers.get("authorization")?.replace("Bearer ", "");
    if (options.apiKey && key !== options.apiKey) return await refuse(401, "Wrong API key");
    const route = `${request.method} ${request.path.replace(/\?.*/, "")}`;
    if (route === "GET /v1/models") {
      const list = typeof models === "function" ? models() : models;
      if (typeof list === "number") return await refuse(list, "No list");
      return await sendJson(connection, 200, typeof list === "string" ? list : modelList(list));
    }
    if (route !== "POST /v1/chat/completions") return await refuse(404, `No ${route} here`);
    await play(new FakeExchange(connection, request));
  }

  async function serve(connection: HttpConnection) {
    connections.add(connection);
    for (let request; (request = await connection.readRequest());) {
      await answer(connection, request);
    }
    connection.close();
    await connection.closed;
    connections.delete(connection);
  }

  const served: Promise<void>[] = [];
  const listening = (async () => {
    for await (const socket of listener) {
      socket.setNoDelay(true);
      served.push(serve(new HttpConnection(socket)));
    }
  })();

  return Promise.resolve({
    url: `http://127.0.0.1:${listener.addr.port}/v1`,
    requests,
    get connectionCount() {
      return served.length;
    },
    next() {
      const exchange = held.shift();
      return exchange ? Promise.resolve(exchange) : new Promise((resolve) => waiting.push(resolve));
    },
    enqueue: (...more) => void scripts.push(...more),
    async [Symbol.asyncDispose]() {
      listener.close();
      // After this no new connection can come, which would stay open until its client closes it.
      await listening;
      for (const connection of connections) connection.close();
      await Promise.all(served);
    },
  });
}

/** Says a text word by word and completes. @param delay Milliseconds before each word. */
export function say(text: string, { delay = 0 } = {}): FakeScript {
  return async (exchange) => {
    for (const word of text.match(/\s*\S+(\s+$)?/g) ?? []) {
      if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
      for (let i = 0; i < exchange.choices; i++) await exchange.text(word, i);
    }
    await exchange.complete();
  };
}

/** Answers `You said: ` and the last message. @param delay Milliseconds before each word. */
export function echo({ delay = 0 } = {}): FakeScript {
  return (exchange) => {
    const last = exchange.request.body.messages.at(-1)?.content ?? "";
    return say(`You said: ${last}`, { delay })(exchange);
  };
}

/** Refuses with an error in OpenAI's form. */
export function refuse(
  status: number,
  message = `Refused with ${status}`,
  headers: Record<string, string> = {},
): FakeScript {
  return (exchange) => exchange.error(status, { error: { message, type: "fake_error" } }, headers);
}

function modelList(models: FakeModels): object {
  const data = models.map((model) => typeof model === "string" ? { id: model } : model);
  return { object: "list", data: data.map((model) => ({ object: "model", ...model })) };
}

async function sendJson(connection: HttpConnection, status: number, body: unknown): Promise<void> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const length = String(new TextEncoder().encode(text).length);
  await connection.writeHead(status, {
    "content-type": "application/json",
    "content-length": length,
  });
  await connection.writeBody(text);
}
