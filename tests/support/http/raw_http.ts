/** A server's reaction to bytes. */
export type RawAnswer = {
  /** The HTTP status; 0 if the server closed the connection without a response. */
  readonly status: number;
  readonly text: string;
};

/** Milliseconds without a response until the sending side is closed. */
const HALF_CLOSE = 150;

/** How long a server may take to respond or close, in milliseconds. */
const PATIENCE = 10_000;

/** Sends any bytes over a new connection, and reads until it is closed. */
export async function sendRaw(
  port: number,
  bytes: Uint8Array<ArrayBuffer> | string,
): Promise<RawAnswer> {
  const connection = await Deno.connect({ port, hostname: "127.0.0.1" });
  const halfClose = setTimeout(() => connection.closeWrite().catch(() => {}), HALF_CLOSE);
  const timer = setTimeout(() => connection.close(), PATIENCE);
  try {
    const sent = writeAll(connection, bytes);
    const text = await readAll(connection);
    await sent;
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1];
    return { status: Number(status ?? 0), text };
  } finally {
    clearTimeout(halfClose);
    clearTimeout(timer);
    try {
      connection.close();
    } catch {
      // Closed when time was up.
    }
  }
}

async function writeAll(
  connection: Deno.TcpConn,
  bytes: Uint8Array<ArrayBuffer> | string,
): Promise<void> {
  const data = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
  try {
    for (let sent = 0; sent < data.length;) sent += await connection.write(data.subarray(sent));
  } catch {
    // The server has already closed the connection.
  }
}

async function readAll(connection: Deno.TcpConn): Promise<string> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(16_384);
  let text = "";
  for (;;) {
    const length = await connection.read(buffer).catch(() => null);
    if (length === null) return text;
    text += decoder.decode(buffer.subarray(0, length), { stream: true });
  }
}
