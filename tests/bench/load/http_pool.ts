const encoder = new TextEncoder();
const decoder = new TextDecoder("latin1");

/** Bytes as text; they are expected to be ASCII. */
export function asciiOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** Longest read, in bytes: a whole page, so that the client takes less time than the server. */
const READ = 128 * 1024;

/** Milliseconds after which a server may have closed an idle connection. */
const LONGEST_IDLE = 5_000;

/** The end of a response's head. */
const HEAD_END = "\r\n\r\n";

/** The end of a body in chunks (RFC 9112, section 7.1). */
const LAST_CHUNK = "\r\n0\r\n\r\n";

/** A request as text, and the callback for the bytes of its response's body. */
export type HttpExchange = {
  /** E.g. `GET /`. */
  readonly line: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** ASCII. */
  readonly body?: string;
  /** Called with the bytes read, chunk framing included; they are valid until it returns. */
  readonly onBody?: (bytes: Uint8Array) => void;
};

/**
 * HTTP/1.1 to one server over bare sockets that are kept open, at a fraction of what `fetch` costs,
 * so that the client doesn't limit the measurement.
 */
export class HttpPool {
  readonly #host: string;
  readonly #address: Deno.ConnectOptions;
  readonly #idle: { readonly connection: Connection; readonly since: number }[] = [];

  /** @param origin `http://host:port` */
  constructor(origin: string) {
    const { host, hostname, port } = new URL(origin);
    this.#host = host;
    this.#address = { hostname, port: Number(port) };
  }

  /** Makes a request and reads its response. @throws {Error} when it was refused or broke off. */
  async exchange({ line, headers = {}, body, onBody = () => {} }: HttpExchange): Promise<void> {
    const fields = { ...headers, Host: this.#host, ...body && { "Content-Length": body.length } };
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
    const connection = this.#takeIdle() ?? await this.#connect();
    const { socket } = connection;
    try {
      await writeAll(socket, `${line} HTTP/1.1\r\n${lines.join("")}\r\n${body ?? ""}`);
      await readResponse(connection, onBody);
    } catch (error) {
      socket.close();
      throw error;
    }
    this.#idle.push({ connection, since: performance.now() });
  }

  #takeIdle(): Connection | null {
    const last = this.#idle.pop();
    if (!last || performance.now() - last.since < LONGEST_IDLE) return last?.connection ?? null;
    // All others have been idle for longer.
    for (const { connection } of [last, ...this.#idle.splice(0)]) connection.socket.close();
    return null;
  }

  async #connect(): Promise<Connection> {
    const socket = await Deno.connect(this.#address);
    socket.setNoDelay(true);
    return { socket, buffer: new Uint8Array(READ) };
  }
}

/** A connection, and the buffer into which it is read. */
type Connection = { readonly socket: Deno.Conn; readonly buffer: Uint8Array };

async function writeAll(socket: Deno.Conn, text: string): Promise<void> {
  const bytes = encoder.encode(text);
  for (let sent = 0; sent < bytes.length;) sent += await socket.write(bytes.subarray(sent));
}

async function readResponse(
  { socket, buffer }: Connection,
  onBody: (bytes: Uint8Array) => void,
): Promise<void> {
  const read = async () => {
    const count = await socket.read(buffer);
    if (count === null) throw new Error("The response broke off");
    return buffer.subarray(0, count);
  };
  let head = "";
  let bodyStart = -1;
  let bytes: Uint8Array = buffer.subarray(0, 0);
  while (bodyStart < 0) {
    const before = head.length;
    bytes = await read();
    // A character for each byte.
    head += decoder.decode(bytes);
    bodyStart = head.indexOf(HEAD_END);
    if (bodyStart >= 0) bytes = bytes.subarray(bodyStart + HEAD_END.length - before);
  }
  head = head.slice(0, bodyStart);
  const isOver = bodyEnd(head.toLowerCase());
  if (!/^HTTP\/1.1 [23]/.test(head)) throw new Error(`Refused: ${head}`);
  for (;;) {
    if (bytes.length > 0) onBody(bytes);
    if (isOver(bytes)) return;
    bytes = await read();
  }
}

/** Makes a function that takes the parts of a body in order, and tells when it is complete. */
function bodyEnd(head: string): (bytes: Uint8Array) => boolean {
  if (!head.includes("transfer-encoding: chunked")) {
    let left = Number(/content-length: (\d+)/.exec(head)?.[1] ?? 0);
    return (bytes) => (left -= bytes.length) <= 0;
  }
  // A body without a single chunk has no line before the last one.
  let tail = "\r\n";
  return (bytes) => {
    tail = (tail + decoder.decode(bytes.subarray(-LAST_CHUNK.length))).slice(-LAST_CHUNK.length);
    return tail === LAST_CHUNK;
  };
}
