import type { Hono } from "hono";
import type { RouteEnv } from "../../routes/route_env.ts";

/** The origin that test visitors use. */
export const ORIGIN = "http://parley.test";

/** Fields of a form. */
export type Fields = Readonly<Record<string, string>>;

/** Details of a request that differ from a browser's. */
export type Extras = {
  /** Whether the request comes from htmx. */
  readonly htmx?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly origin?: string;
};

/** A browser without JavaScript: keeps cookies, sends its origin, follows no redirects. */
export class Visitor {
  readonly #routes: Hono<RouteEnv>;
  /** Its cookies by name. */
  readonly cookies = new Map<string, string>();

  constructor(routes: Hono<RouteEnv>) {
    this.#routes = routes;
  }

  /** Opens a page. */
  get(path: string, extras: Extras = {}): Promise<Response> {
    return this.request(path, { method: "GET" }, extras);
  }

  /** Sends a form. */
  post(path: string, fields: Fields = {}, extras: Extras = {}): Promise<Response> {
    const { origin = ORIGIN } = extras;
    const headers = { Origin: origin, ...extras.headers };
    const init = { method: "POST", body: new URLSearchParams(fields) };
    return this.request(path, init, { ...extras, headers });
  }

  /** Makes any request. */
  async request(path: string, init: RequestInit, { htmx, headers }: Extras = {}) {
    const url = new URL(path, ORIGIN);
    url.hash = "";
    const request = new Request(url, init);
    const cookies = [...this.cookies].map(([name, value]) => `${name}=${value}`);
    if (cookies.length > 0) request.headers.set("Cookie", cookies.join("; "));
    if (htmx) request.headers.set("HX-Request", "true");
    for (const [name, value] of Object.entries(headers ?? {})) request.headers.set(name, value);
    const response = await this.#routes.fetch(request, { clientAddress: "192.0.2.1" });
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    return response;
  }

  #keep(cookie: string): void {
    const [, name, value] = cookie.match(/^([^=]+)=([^;]*)/) ?? [];
    if (/max-age=0/i.test(cookie)) this.cookies.delete(name!);
    else this.cookies.set(name!, value!);
  }
}

/** The target of a redirect. */
export function location(response: Response): string | null {
  return response.headers.get("Location");
}
