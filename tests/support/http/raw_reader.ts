import type { PageClient } from "../browser/page_client.ts";

/** A page's request over a separate connection, from which only the test reads. */
export class RawReader implements Disposable {
  readonly #connection: Deno.Conn;
  readonly #decoder = new TextDecoder();
  #isOpen = true;

  private constructor(connection: Deno.Conn) {
    this.#connection = connection;
  }

  /** Requests a page or a stream. */
  static async get(page: PageClient, path: string): Promise<RawReader> {
    const headers = [`Host: ${new URL(page.origin).host}`, `Cookie: ${page.cookie}`];
    return await RawReader.send(
      page.origin,
      `GET ${path} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`,
    );
  }

  /** Sends raw bytes: a request or the beginning of one. */
  static async send(origin: string, text: string): Promise<RawReader> {
    const { hostname, port } = new URL(origin);
    const connection = await Deno.connect({ hostname, port: Number(port) });
    const reader = new RawReader(connection);
    await reader.write(text);
    return reader;
  }

  /** Sends more bytes. */
  async write(text: string): Promise<void> {
    const bytes = new TextEncoder().encode(text);
    for (let sent = 0; sent < bytes.length;) {
      sent += await this.#connection.write(bytes.subarray(sent));
    }
  }

  /** The next part of the response as text; `null` when the server has closed. */
  async read(): Promise<string | null> {
    const buffer = new Uint8Array(65_536);
    const count = await this.#connection.read(buffer);
    return count === null
      ? null
      : this.#decoder.decode(buffer.subarray(0, count), { stream: true });
  }

  /** Reads until the response contains this. @throws {Error} when the server closes before. */
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
