import type { PageClient } from "../browser/page_client.ts";

/** A page's request over a connection of its own, of which nothing is read that a test doesn't read. */
export class RawReader implements Disposable {
  readonly #connection: Deno.Conn;
  readonly #decoder = new TextDecoder();
  #isOpen = true;

  private constructor(connection: Deno.Conn) {
    this.#connection = connection;
  }

  /** Asks for a page or a stream. */
  static async get(page: PageClient, path: string): Promise<RawReader> {
    const headers = [`Host: ${new URL(page.origin).host}`, `Cookie: ${page.cookie}`];
    return await RawReader.send(
      page.origin,
      `GET ${path} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`,
    );
  }

  /** Sends bytes as they are, be they a request or the beginning of one. */
  static async send(origin: string, text: string): Promise<RawReader> {
    const { hostname, port } = new URL(origin);
    const connection = await Deno.connect({ hostname, port: Number(port) });
    const reader = new RawReader(connection);
    await reader.write(text);
    return reader;
  }

  /** Sends more. */
  async write(text: string): Promise<void> {
    const bytes = new TextEncoder().encode(text);
    for (let sent = 0; sent < bytes.length;) {
      sent += await this.#connection.write(bytes.subarray(sent));
    }
  }

  /** What comes next, as text; `null` when the server has closed. */
  async read(): Promise<string | null> {
    const buffer = new Uint8Array(65_536);
    const count = await this.#connection.read(buffer);
    return count === null
      ? null
      : this.#decoder.decode(buffer.subarray(0, count), { stream: true });
  }

  /** Reads until what came contains this. @throws {Error} when the server closes before. */
  async readUntil(text: string): Promise<void> {
    for (let tail = ""; !tail.includes(text);) {
      const more = await this.read();
      if (more === null) throw new Error(`The server closed before "${text}"`);
      tail = tail.slice(-text.length) + more;
    }
  }

  /** Closes the connection. */
  close(): void {
    if (this.#isOpen) this.#connection.close();
    this.#isOpen = false;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
