/** A person with a browser, at a provider that asks for a name and a password. */
export class Person {
  readonly #name: string;
  readonly #cookies = new Map<string, string>();

  /** @param name The name with which they sign in. */
  constructor(name: string) {
    this.#name = name;
  }

  /**
   * Signs in at the provider.
   *
   * @param url Where the program sent the browser.
   * @param back The beginning of the URL to which the provider sends it back.
   * @returns That URL.
   */
  async signIn(url: string, back: string): Promise<string> {
    let response = await this.#fetch(url);
    for (let step = 0; step < 10; step++) {
      const next = response.headers.get("Location");
      if (next?.startsWith(back)) return next;
      if (next) {
        response = await this.#fetch(new URL(next, response.url).href);
        continue;
      }
      const action = /<form[^>]*action="([^"]+)"/.exec(await response.text())?.[1];
      if (!action) break;
      const form = new URLSearchParams({ prompt: "login", login: this.#name, password: "any" });
      response = await this.#fetch(new URL(action, response.url).href, form);
    }
    throw new Error(`The provider did not send the browser back: ${response.status}`);
  }

  async #fetch(url: string, form?: URLSearchParams): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const init: RequestInit = form ? { method: "POST", body: form } : {};
    const response = await fetch(url, { ...init, redirect: "manual", headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      this.#cookies.set(name!, value!);
    }
    return response;
  }
}
