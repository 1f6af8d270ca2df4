/** A received request. */
export type HttpRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
};

/**
 * The server's side of one HTTP/1.1 connection, written over TCP, so that a test decides about
 * every byte: where a chunk is cut, or that a connection breaks before its headers.
 */
export class HttpConnection {
  /** Resolves when the connection is closed by either side, with `performance.now()`. */
  readonly closed: Promise<number>;
  readonly #socket: Deno.Conn;
  readonly #encoder = new TextEncoder();
  #received = new Uint8Array();
  #isClosed = false;
  #wake = () => {};
  #written: Promise<void> = Promise.resolve();

  /** @param socket An accepted connection; reading begins at once. */
  constructor(socket: Deno.Conn) {
    this.#socket = socket;
    this.closed = this.#receive();
  }

  /** The next request, or `null` when the client has closed. Bodies need a Content-Length. */
  async readRequest(): Promise<HttpRequest | null> {
    const head = await this.#take(() => indexOfBlankLine(this.#received));
    if (head === null) return null;
    const [requestLine = "", ...lines] = head.trimEnd().split("\r\n");
    const [method = "", path = ""] = requestLine.split(" ");
    const headers = new Headers(lines.map((line) => splitHeader(line)));
    const length = Number(headers.get("content-length") ?? 0);
    const body = await this.#take(() => this.#received.length >= length ? length : -1);
    return body === null ? null : { method, path, headers, body };
  }

  /** Writes the status line and headers. */
  writeHead(status: number, headers: Record<string, string>): Promise<void> {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return this.#write(this.#encoder.encode(`HTTP/1.1 ${status} Fake\r\n${lines.join("")}\r\n`));
  }

  /** Writes bytes as one HTTP chunk; no bytes end the body. */
  writeChunk(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === "string" ? this.#encoder.encode(data) : data;
    const size = this.#encoder.encode(`${bytes.length.toString(16)}\r\n`);
    const chunk = new Uint8Array(size.length + bytes.length + 2);
    chunk.set(size);
    chunk.set(bytes, size.length);
    chunk.set([13, 10], size.length + bytes.length);
    return this.#write(chunk);
  }

  /** Writes raw bytes. */
  writeBody(data: string): Promise<void> {
    return this.#write(this.#encoder.encode(data));
  }

  /** Closes the connection at once. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#socket.close();
  }

  #write(bytes: Uint8Array): Promise<void> {
    this.#written = this.#written.then(async () => {
      for (let sent = 0; sent < bytes.length && !this.#isClosed;) {
        sent += await this.#socket.write(bytes.subarray(sent));
      }
    }).catch(() => this.close());
    return this.#written;
  }

  async #receive(): Promise<number> {
    const buffer = new Uint8Array(65_536);
    try {
      for (let count; (count = await this.#socket.read(buffer)) !== null;) {
        const joined = new Uint8Array(this.#received.length + count);
        joined.set(this.#received);
        joined.set(buffer.subarray(0, count), this.#received.length);
        this.#received = joined;
        this.#wake();
      }
    } catch {
      // A reset, or our own close: either way it is closed.
    }
    const time = performance.now();
    this.close();
    this.#wake();
    return time;
  }

  async #take(findEnd: () => number): Promise<string | null> {
    for (;;) {
      const end = findEnd();
      if (end >= 0) {
        const text = new TextDecoder().decode(this.#received.subarray(0, end));
        this.#received = this.#received.slice(end);
        return text;
      }
      if (this.#isClosed) return null;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }
}

function indexOfBlankLine(bytes: Uint8Array): number {
  const end = new TextDecoder("latin1").decode(bytes).indexOf("\r\n\r\n");
  return end < 0 ? -1 : end + 4;
}

function splitHeader(line: string): [string, string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}
