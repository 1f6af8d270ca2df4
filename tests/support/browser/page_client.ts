import { EventStream } from "../http/event_stream.ts";

/** A turn as the page shows it. */
export type PageTurn = {
  readonly chatId: string;
  readonly answerId: string;
};

/** A refused request. */
export class Refused extends Error {
  /** @param html The response's HTML. */
  constructor(readonly status: number, readonly html: string, readonly headers: Headers) {
    super(`Refused with ${status}: ${html}`);
  }
}

/**
 * A visitor's page, without a browser: a session, forms as htmx sends them, and event streams.
 * The session is valid in every process on the same database.
 */
export class PageClient {
  /** The origin for requests; may be changed to another process. */
  origin: string;
  readonly #cookie: string;

  private constructor(origin: string, cookie: string) {
    this.origin = origin;
    this.#cookie = cookie;
  }

  /** Makes an account and signs in. */
  static async signUp(origin: string): Promise<PageClient> {
    const email = `visitor-${crypto.randomUUID()}@example.com`;
    const response = await fetch(`${origin}/sign-up`, {
      method: "POST",
      redirect: "manual",
      headers: { Origin: origin },
      body: new URLSearchParams({ name: "A visitor", email, password: "correct horse battery" }),
    });
    const html = await response.text();
    if (response.status !== 303) throw new Refused(response.status, html, response.headers);
    const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
    return new PageClient(origin, cookies.join("; "));
  }

  /** Value of the `Cookie` header, for other requests. */
  get cookie(): string {
    return this.#cookie;
  }

  /** The same visitor with another process. */
  at(origin: string): PageClient {
    return new PageClient(origin, this.#cookie);
  }

  /** Starts a chat. @throws {Refused} */
  async startChat(message: string, requestId: string = crypto.randomUUID()): Promise<PageTurn> {
    return turnIn(await this.post("/chats", { message, requestId }));
  }

  /** Sends a message in a chat. @throws {Refused} */
  async send(
    chatId: string,
    message: string,
    requestId: string = crypto.randomUUID(),
  ): Promise<PageTurn> {
    return turnIn(await this.post(`/chats/${chatId}/messages`, { message, requestId }));
  }

  /** Stops an answer. @throws {Refused} */
  async stop({ chatId, answerId }: PageTurn): Promise<void> {
    await this.post(`/chats/${chatId}/answers/${answerId}/stop`);
  }

  /**
   * Connects to an answer's events.
   *
   * @param after The `Last-Event-ID`.
   * @param page `html`: what the page already shows of the answer.
   * @throws {Refused}
   */
  async events(
    { chatId, answerId }: PageTurn,
    after = "",
    { html = "" } = {},
  ): Promise<EventStream> {
    const headers = { Accept: "text/event-stream", "Last-Event-ID": after };
    const path = `/chats/${chatId}/answers/${answerId}/events`;
    const response = await this.#fetch(path, { headers });
    if (!response.ok) throw new Refused(response.status, await response.text(), response.headers);
    return new EventStream(response, html);
  }

  /** Reads a page. @throws {Refused} */
  async get(path: string): Promise<string> {
    return await this.#html(await this.#fetch(path, {}));
  }

  /** Sends a form as htmx does. @returns the HTML that came back. @throws {Refused} */
  async post(
    path: string,
    fields: Record<string, string> | URLSearchParams = {},
  ): Promise<string> {
    const headers = { "HX-Request": "true" };
    const body = new URLSearchParams(fields);
    return await this.#html(await this.#fetch(path, { method: "POST", headers, body }));
  }

  #fetch(path: string, init: RequestInit): Promise<Response> {
    const headers = { ...init.headers, Cookie: this.#cookie, Origin: this.origin };
    return fetch(this.origin + path, { ...init, headers, redirect: "manual" });
  }

  async #html(response: Response): Promise<string> {
    const html = await response.text();
    if (response.status >= 400) throw new Refused(response.status, html, response.headers);
    return html;
  }
}

/** The chat and its newest answer, which may already have ended. */
function turnIn(html: string): PageTurn {
  const chatId = /data-draft="([\w-]+)"/.exec(html)?.[1];
  const answerId = [...html.matchAll(/id="answer-([\w-]+)"/g)].at(-1)?.[1];
  if (!chatId || !answerId) throw new Error(`No answer begins in ${html}`);
  return { chatId, answerId };
}
