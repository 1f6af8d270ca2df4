import { CompletionError } from "../../domain/models/completion_provider.ts";
import type { Deadline } from "./deadline.ts";

/** How long the response may take to end after its completion, in milliseconds. */
const DRAIN_MS = 100;

/** Bytes of the first read: many streams wait for a token, which takes some hundreds. */
const FIRST_READ = 2_048;

/** Most bytes of a read; each read that is filled doubles the next one. */
const LONGEST_READ = 65_536;

/**
 * The body of a streaming response. An abort closes its connection at once: when a fetch is
 * aborted, Deno leaves the connection open for seconds, but when the body is cancelled, it closes
 * within milliseconds.
 */
export class UpstreamBody {
  readonly #reader: ReadableStreamBYOBReader;
  #buffer = new ArrayBuffer(FIRST_READ);
  readonly #deadline: Deadline;
  readonly #cancel = () => void this.#reader.cancel().catch(() => {});
  #isFirst = true;

  /**
   * @param deadline Its signal closes the connection. It already runs, for the first byte.
   */
  constructor({ body }: Response, deadline: Deadline) {
    this.#reader = (body ?? new Blob().stream()).getReader({ mode: "byob" });
    this.#deadline = deadline;
    deadline.signal.addEventListener("abort", this.#cancel, { once: true });
    if (deadline.signal.aborted) this.#cancel();
  }

  /**
   * The next bytes, or `null` at the end.
   *
   * @param timeoutMs How long they may take; for the first bytes the deadline already runs.
   * @throws the deadline's reason, or {@link CompletionError} `upstream_broken_off`
   */
  async read(timeoutMs: number): Promise<Uint8Array | null> {
    if (!this.#isFirst) this.#deadline.start(timeoutMs);
    this.#isFirst = false;
    const value = await this.#readChunk();
    this.#deadline.pause();
    this.#deadline.signal.throwIfAborted();
    if (!value) return null;
    const isFilled = value.length === value.buffer.byteLength && value.length < LONGEST_READ;
    this.#buffer = isFilled ? new ArrayBuffer(2 * value.length) : value.buffer;
    return value.length > 0 ? value : null;
  }

  async #readChunk(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    try {
      return (await this.#reader.read(new Uint8Array(this.#buffer))).value;
    } catch (cause) {
      this.#deadline.signal.throwIfAborted();
      throw new CompletionError("upstream_broken_off", String(cause), { cause });
    }
  }

  /** Reads a completed response to its end, so that its connection can be reused. */
  async drain(): Promise<void> {
    const timer = setTimeout(this.#cancel, DRAIN_MS);
    const read = () => this.#reader.read(new Uint8Array(1024));
    while (await read().then(({ done }) => !done, () => false));
    clearTimeout(timer);
  }

  /** Closes the connection, unless the response has ended. */
  close(): void {
    this.#deadline.stop();
    this.#deadline.signal.removeEventListener("abort", this.#cancel);
    this.#cancel();
  }
}
