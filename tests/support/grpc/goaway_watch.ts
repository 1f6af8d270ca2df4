import { Buffer } from "node:buffer";
import { connect, type Socket } from "node:net";
import { Duplex } from "node:stream";

/** A GOAWAY frame. */
export type Goaway = {
  /** The last call that the server accepts. */
  readonly lastStreamId: number;
  /** 0 for no error. */
  readonly code: number;
};

const HEADER_LENGTH = 9;
const GOAWAY = 7;

/**
 * A connection to a server that reads GOAWAY frames itself instead of passing them on: a client of
 * Deno 2.9.6 may die of them (https://github.com/denoland/deno/issues/36788).
 */
export class GoawayWatch extends Duplex {
  readonly #socket: Socket;
  readonly #onGoaway: (frame: Goaway) => void;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(place: { host: string; port: number }, onGoaway: (frame: Goaway) => void) {
    super();
    this.#onGoaway = onGoaway;
    this.#socket = connect(place);
    this.#socket.on("data", (bytes: Buffer) => this.#receive(bytes));
    this.#socket.on("end", () => this.push(null));
    this.#socket.on("error", (error) => this.destroy(error));
    this.#socket.on("close", () => this.destroy());
    this.on("error", () => {});
  }

  override _read(): void {}

  override _write(bytes: Buffer, _: string, done: (error?: Error | null) => void): void {
    this.#socket.write(bytes, done);
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  #receive(bytes: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    while (this.#bytes.length >= HEADER_LENGTH) {
      const length = HEADER_LENGTH + this.#bytes.readUIntBE(0, 3);
      if (this.#bytes.length < length) return;
      const frame = this.#bytes.subarray(0, length);
      this.#bytes = this.#bytes.subarray(length);
      if (frame[3] === GOAWAY) this.#onGoaway(goawayOf(frame));
      else this.push(frame);
    }
  }
}

function goawayOf(frame: Buffer): Goaway {
  const payload = frame.subarray(HEADER_LENGTH);
  return { lastStreamId: payload.readUInt32BE(0), code: payload.readUInt32BE(4) };
}
