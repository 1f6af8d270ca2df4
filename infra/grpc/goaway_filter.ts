import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { FrameBudget, FrameType } from "./frame_budget.ts";
import { HeaderBlock } from "./header_block.ts";
import { HpackReader } from "./hpack.ts";

/** Length of the preface with which a client begins a connection: RFC 9113, section 3.4. */
const PREFACE_LENGTH = 24;

/**
 * Length of a frame's header: length (3), type (1), flags (1), stream (4). RFC 9113, section 4.1.
 */
const HEADER_LENGTH = 9;

const END_HEADERS = 4;

/**
 * Most bytes of a frame that is inspected: clients may send no larger ones. RFC 9113, section 4.2.
 */
const LARGEST_FRAME = 16_384;

/** How long a client has to read the rest after its session has ended, in milliseconds. */
const LINGER_TIME = 1_000;

/**
 * Most bytes that may wait for a client to read them. The windows of HTTP/2 have at most 16 MiB.
 */
const LARGEST_UNREAD = 32 * 1024 * 1024;

/** Most bytes of one call's headers. Above 48 KiB the call is refused, but its headers are read. */
const LARGEST_HEADERS = { guests: 256 * 1024, clients: 1024 * 1024 };

/** The header of a frame. */
export type FrameHeader = {
  readonly type: number;
  readonly flags: number;
  readonly length: number;
};

/**
 * Passes on what a client sends, with two changes. GOAWAY frames are dropped: they only announce
 * that the client will close the connection, which the server notices anyway. And a call's headers
 * are collected from their frames, so that oversized headers can be trimmed.
 */
export class GoawayFilter {
  readonly #onFrame: (frame: FrameHeader, blockSize: number) => void;
  /** Bytes left of the part that is being passed on, kept or dropped. */
  #left = PREFACE_LENGTH;
  #fate: "passed" | "kept" | "dropped" = "passed";
  #header = Buffer.alloc(0);
  #kept: Buffer[] = [];
  readonly #reader = new HpackReader();
  #block: HeaderBlock | undefined;
  #isBlockEnd = false;

  /**
   * @param onFrame Called when a frame begins, with the size so far of the header block that it may
   * be part of.
   */
  constructor(onFrame: (frame: FrameHeader, blockSize: number) => void = () => {}) {
    this.#onFrame = onFrame;
  }

  /** Takes the next bytes. @returns The bytes to pass on. */
  push(bytes: Buffer): Buffer[] {
    const passed: Buffer[] = [];
    for (let at = 0; at < bytes.length;) {
      const length = this.#left > 0 ? this.#left : HEADER_LENGTH - this.#header.length;
      const part = bytes.subarray(at, at + length);
      at += part.length;
      if (this.#left > 0) {
        this.#left -= part.length;
        if (this.#fate === "passed") passed.push(part);
        if (this.#fate === "kept") this.#kept.push(part);
      } else {
        passed.push(...this.#readHeader(part));
      }
      if (this.#left === 0 && this.#fate === "kept") passed.push(...this.#endKept());
    }
    return passed;
  }

  #readHeader(part: Buffer): Buffer[] {
    const header = this.#header = Buffer.concat([this.#header, part]);
    if (header.length < HEADER_LENGTH) return [];
    this.#header = Buffer.alloc(0);
    const length = this.#left = header.readUIntBE(0, 3);
    const [type = 0, flags = 0] = header.subarray(3, 5);
    this.#onFrame({ type, flags, length }, this.#block?.size ?? 0);
    // Another frame within a block cuts it off; the session will refuse the result.
    const cut = this.#block && type !== FrameType.continuation ? this.#block.frames() : [];
    if (type !== FrameType.continuation) this.#block = undefined;
    this.#fate = this.#fateOf({ type, flags, length }, header);
    return this.#fate === "passed" ? [...cut, header] : cut;
  }

  #fateOf({ type, flags, length }: FrameHeader, header: Buffer): "passed" | "kept" | "dropped" {
    if (type === FrameType.goaway) return "dropped";
    const isEnd = (flags & END_HEADERS) !== 0;
    const begins = type === FrameType.headers && length <= LARGEST_FRAME;
    const goesOn = type === FrameType.continuation && this.#block !== undefined;
    if (!begins && !goesOn) return "passed";
    if (begins) this.#block = new HeaderBlock(header, this.#reader);
    this.#isBlockEnd = isEnd;
    return "kept";
  }

  #endKept(): Buffer[] {
    this.#fate = "passed";
    const block = this.#block!;
    block.add(Buffer.concat(this.#kept));
    this.#kept = [];
    if (!this.#isBlockEnd) return [];
    this.#block = undefined;
    return block.frames();
  }
}

/**
 * A client's connection without its GOAWAY frames. Deno 2.9.6 reads freed memory when a session of
 * `node:http2` gets one, and the process ends: every other time that a client closes a connection
 * on which it has made a dozen calls. See https://github.com/denoland/deno/issues/36788.
 */
export class ConnectionWithoutGoaway extends Duplex {
  /** Network address of the peer; grpc-js reads this property. */
  readonly remoteAddress: string | undefined;
  /** The peer's port. */
  readonly remotePort: number | undefined;
  readonly #socket: Socket;
  readonly #onFlood: () => void;
  readonly #budget = new FrameBudget();
  readonly #filter = new GoawayFilter((frame, blockSize) => this.#inspect(frame, blockSize));
  #isKnown = false;

  /**
   * @param socket Plain, or the decrypted side of TLS. This connection takes it over.
   * @param onFlood Called when the connection is closed because its client sends too many useless
   * frames, or doesn't read.
   */
  constructor(socket: Socket, onFlood: () => void = () => {}) {
    super();
    this.#socket = socket;
    this.#onFlood = onFlood;
    this.remoteAddress = socket.remoteAddress;
    this.remotePort = socket.remotePort;
    socket.on("data", (bytes: Buffer) => this.#receive(bytes));
    socket.on("end", () => this.push(null));
    socket.on("error", (error) => this.destroy(error));
    socket.on("close", () => this.destroy());
    this.on("error", () => {});
  }

  /** Raises the limits after an authenticated call. */
  recognize(): void {
    this.#isKnown = true;
    this.#budget.recognize();
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(bytes: Buffer, _: string, done: () => void): void {
    // When the session ends, bytes waiting here are lost, while the socket still sends its own.
    this.#budget.earn(bytes.length);
    if (this.#socket.write(bytes)) done();
    else this.#socket.once("drain", done);
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (error) this.#socket.destroy();
    else this.#sendRest();
    done(error);
  }

  #sendRest(): void {
    const socket = this.#socket;
    if (socket.destroyed) return;
    const timer = setTimeout(() => socket.destroy(), LINGER_TIME);
    socket.once("close", () => clearTimeout(timer));
    socket.end(() => socket.destroy());
  }

  #receive(bytes: Buffer): void {
    if (this.destroyed) return;
    for (const part of this.#filter.push(bytes)) {
      if (this.destroyed) return;
      if (!this.push(part)) this.#socket.pause();
    }
  }

  #inspect(frame: FrameHeader, blockSize: number): void {
    const largest = this.#isKnown ? LARGEST_HEADERS.clients : LARGEST_HEADERS.guests;
    const isRead = this.writableLength === 0;
    if (
      this.#budget.spend(frame, isRead) && this.writableLength <= LARGEST_UNREAD &&
      blockSize <= largest
    ) return;
    if (this.destroyed) return;
    this.#onFlood();
    this.destroy(new Error("Flooded"));
  }
}
