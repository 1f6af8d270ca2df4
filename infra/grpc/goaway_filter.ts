import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";

/** Bytes with which a client begins a connection: RFC 9113, section 3.4. */
const PREFACE_LENGTH = 24;

/** Bytes before a frame's payload: its length (3), type (1), flags and stream. RFC 9113, section 4.1. */
const HEADER_LENGTH = 9;

/** RFC 9113, section 6.8. */
const GOAWAY = 7;

/** How long a client has to read the end of a session that is over, in milliseconds. */
const LAST_WORDS = 1_000;

/**
 * Leaves the GOAWAY frames out of what a client sends. They only announce that it will close the
 * connection, which is noticed anyway.
 */
export class GoawayFilter {
  /** Bytes left of what is passed on, or left out, as a whole. */
  #left = PREFACE_LENGTH;
  #isPassed = true;
  #header = Buffer.alloc(0);

  /** @returns The parts of the next bytes that are to be passed on. */
  push(bytes: Buffer): Buffer[] {
    const passed: Buffer[] = [];
    for (let at = 0; at < bytes.length;) {
      const length = this.#left > 0 ? this.#left : HEADER_LENGTH - this.#header.length;
      const part = bytes.subarray(at, at + length);
      at += part.length;
      if (this.#left > 0) {
        this.#left -= part.length;
        if (this.#isPassed) passed.push(part);
      } else {
        passed.push(...this.#readHeader(part));
      }
    }
    return passed;
  }

  #readHeader(part: Buffer): Buffer[] {
    const header = this.#header = Buffer.concat([this.#header, part]);
    if (header.length < HEADER_LENGTH) return [];
    this.#header = Buffer.alloc(0);
    this.#left = header.readUIntBE(0, 3);
    this.#isPassed = header[3] !== GOAWAY;
    return this.#isPassed ? [header] : [];
  }
}

/**
 * A client's connection without its GOAWAY frames. Deno 2.9.6 reads freed memory when a session of
 * `node:http2` gets one, and the process ends: every other time that a client closes a connection on
 * which it has made a dozen calls. See https://github.com/denoland/deno/issues/36788.
 */
export class ConnectionWithoutGoaway extends Duplex {
  readonly #socket: Socket;
  readonly #filter = new GoawayFilter();

  /** @param socket Plain, or the decrypted side of TLS. Taken over. */
  constructor(socket: Socket) {
    super();
    this.#socket = socket;
    socket.on("data", (bytes: Buffer) => this.#receive(bytes));
    socket.on("end", () => this.push(null));
    socket.on("error", (error) => this.destroy(error));
    socket.on("close", () => this.destroy());
    this.on("error", () => {});
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(bytes: Buffer, _: string, done: () => void): void {
    // What waits here is lost when the session ends; what the socket has is still sent.
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
    const timer = setTimeout(() => socket.destroy(), LAST_WORDS);
    socket.once("close", () => clearTimeout(timer));
    socket.end(() => socket.destroy());
  }

  #receive(bytes: Buffer): void {
    for (const part of this.#filter.push(bytes)) {
      if (!this.push(part)) this.#socket.pause();
    }
  }
}
