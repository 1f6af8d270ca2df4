import type { Hono } from "hono";
import type { User } from "../../../domain/accounts/user.ts";
import type { RouteEnv } from "../../../routes/route_env.ts";
import { ApiContract } from "../../support/http/api_contract.ts";
import type { TestSite } from "../test_site.ts";
import { ORIGIN } from "../visitor.ts";

/** Headers by their names. */
export type HeaderFields = Readonly<Record<string, string>>;

/** What a call sends besides its path. */
export type CallExtras = {
  /** A body to send as JSON. */
  readonly json?: unknown;
  /** A body to send unchanged. */
  readonly body?: BodyInit;
  readonly headers?: HeaderFields;
  readonly signal?: AbortSignal;
};

let contract: Promise<ApiContract> | undefined;

/**
 * A program that calls the JSON API with a token, and checks that responses match the API's
 * document.
 */
export class Program {
  readonly #routes: Hono<RouteEnv>;
  readonly #headers: HeaderFields;

  constructor(routes: Hono<RouteEnv>, headers: HeaderFields) {
    this.#routes = routes;
    this.#headers = headers;
  }

  /** Calls an operation, such as `GET /chats`; `path` is below `/api/v1`. */
  async call(method: string, path: string, extras: CallExtras = {}): Promise<Response> {
    const { json, body = json === undefined ? undefined : JSON.stringify(json), signal } = extras;
    const type = json === undefined ? undefined : { "Content-Type": "application/json" };
    const headers = { ...this.#headers, ...type, ...extras.headers };
    const url = new URL(`/api/v1${path}`, ORIGIN);
    const request = new Request(url, { method, body, headers, signal });
    const response = await this.#routes.fetch(request, { clientAddress: "192.0.2.1" });
    const isStream = response.headers.get("Content-Type") === "text/event-stream";
    const text = isStream ? "" : await response.clone().text();
    (await this.#contract()).check({ method, path }, response, text);
    return response;
  }

  /** The contract in the API's document, which is the same on every site. */
  #contract(): Promise<ApiContract> {
    return contract ??= (async () => {
      const response = await this.#routes.request("/api/v1/openapi.json");
      return new ApiContract(await response.json());
    })();
  }

  /** Calls an operation that responds with JSON. */
  // deno-lint-ignore no-explicit-any -- tests look at all kinds of results
  async json(method: string, path: string, extras: CallExtras = {}): Promise<any> {
    const response = await this.call(method, path, extras);
    const result = await response.json();
    if (response.ok) return result;
    throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(result)}`);
  }
}

/** A new account and a program with its token. */
export async function signUpProgram(site: TestSite): Promise<{ program: Program; user: User }> {
  const { user } = await site.signUp();
  const { apiToken } = await site.app.createOwnApiToken({ userId: user.id, name: "program" });
  return { program: new Program(site.routes, { Authorization: `Bearer ${apiToken}` }), user };
}
