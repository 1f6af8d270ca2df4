import { Buffer } from "node:buffer";

/** Types of frames: RFC 9113, section 6. */
export const FRAME = {
  data: 0,
  headers: 1,
  priority: 2,
  rstStream: 3,
  settings: 4,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

/** Flags of frames. `1` means ACK for frames that can't end a stream. */
export const FLAG = { endStream: 1, ack: 1, endHeaders: 4 } as const;

/** A received or sent frame. */
export type Frame = {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
};

/** The preface with which a client begins. */
export const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

/** Encodes a frame. */
export function frame(
  type: number,
  { flags = 0, stream = 0, payload = Buffer.alloc(0) }: Partial<Omit<Frame, "type">> = {},
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** How a header is encoded: RFC 7541, section 6.2. */
export type HeaderKind = "indexed" | "plain" | "never";

const prefixes: Readonly<Record<HeaderKind, number>> = { indexed: 0x40, plain: 0, never: 0x10 };

/** Headers as HPACK, with every name and value written out. */
export function headerBlock(
  headers: Iterable<readonly [name: string, value: string]>,
  kind: HeaderKind = "plain",
): Buffer {
  return Buffer.concat(
    [...headers].flatMap(([name, value]) => [
      Buffer.from([prefixes[kind]]),
      hpackText(name),
      hpackText(value),
    ]),
  );
}

function hpackText(text: string): Buffer {
  const bytes = Buffer.from(text, "latin1");
  if (bytes.length < 127) return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  const length = [127];
  let rest = bytes.length - 127;
  for (; rest >= 128; rest >>>= 7) length.push(rest % 128 + 128);
  return Buffer.concat([Buffer.from([...length, rest]), bytes]);
}

/** The headers of a valid gRPC call. */
export function callHeaders(path: string): [string, string][] {
  return [
    ...[[":method", "POST"], [":scheme", "http"], [":path", path]] as [string, string][],
    ...[[":authority", "parley"], ["te", "trailers"]] as [string, string][],
    ["content-type", "application/grpc"],
  ];
}

/** Splits a header block into frames of at most `size` bytes. */
export function headerFrames(
  block: Buffer,
  { stream, flags = 0, size = 16_384 }: { stream: number; flags?: number; size?: number },
): Buffer {
  const frames = [];
  for (let at = 0; at === 0 || at < block.length; at += size) {
    const isEnd = at + size >= block.length;
    frames.push(frame(at === 0 ? FRAME.headers : FRAME.continuation, {
      flags: (at === 0 ? flags : 0) | (isEnd ? FLAG.endHeaders : 0),
      stream,
      payload: block.subarray(at, at + size),
    }));
  }
  return Buffer.concat(frames);
}

/** An HTTP/2 connection on which the test decides every byte. Disposing closes it. */
export class RawHttp2 implements Disposable {
  readonly #connection: Deno.TcpConn;
  #frames?: AsyncGenerator<Frame, void>;

  constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  /** Connects, and sends the preface and empty settings unless the test does. */
  static async connect(
    port: number,
    { begin = Buffer.concat([PREFACE, frame(FRAME.settings)]) }: { begin?: Buffer } = {},
  ): Promise<RawHttp2> {
    const client = new RawHttp2(await Deno.connect({ port, hostname: "127.0.0.1" }));
    await client.send(begin);
    return client;
  }

  /** Sends bytes. @returns Whether the server took them all. */
  async send(...parts: Uint8Array[]): Promise<boolean> {
    const bytes = Buffer.concat(parts);
    try {
      for (let sent = 0; sent < bytes.length;) {
        sent += await this.#connection.write(bytes.subarray(sent));
      }
      return true;
    } catch {
      return false;
    }
  }

  /** The frames that the server sends, until it closes the connection. */
  async *frames(): AsyncGenerator<Frame, void> {
    let rest = Buffer.alloc(0);
    const buffer = new Uint8Array(65_536);
    for (;;) {
      const length = await this.#connection.read(buffer).catch(() => null);
      if (length === null) return;
      rest = Buffer.concat([rest, buffer.subarray(0, length)]);
      while (rest.length >= 9 && rest.length >= 9 + rest.readUIntBE(0, 3)) {
        const end = 9 + rest.readUIntBE(0, 3);
        yield {
          type: rest[3]!,
          flags: rest[4]!,
          stream: rest.readUInt32BE(5),
          payload: rest.subarray(9, end),
        };
        rest = rest.subarray(end);
      }
    }
  }

  /**
   * Reads up to the frame of a stream with this flag.
   *
   * @returns `null` when the server closes the connection before that.
   */
  async frameOf(stream: number, flag: number): Promise<Frame | null> {
    this.#frames ??= this.frames();
    for (;;) {
      const { value } = await this.#frames.next();
      if (!value) return null;
      if (value.stream === stream && value.flags & flag) return value;
    }
  }

  [Symbol.dispose](): void {
    try {
      this.#connection.close();
    } catch {
      // Already closed.
    }
  }
}
