import assert from "node:assert/strict";

/** An event of an answer's stream. */
// deno-lint-ignore no-explicit-any -- tests look at all kinds of events
export type ApiEvent = { readonly event: string; readonly id: string; readonly data: any };

/** Headers that ask for events. */
export const events = { Accept: "text/event-stream" };

/** Reads a response as the events of the JSON API. */
export class EventReader {
  readonly events: ApiEvent[] = [];
  /** Comments that keep the connection alive. */
  heartbeats = 0;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  #buffer = "";

  constructor(response: Response) {
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("Content-Type"), "text/event-stream");
    this.#reader = response.body!.getReader();
  }

  /** The id of the last event. */
  get lastId(): string {
    return this.events.at(-1)?.id ?? "";
  }

  /** The received text of an answer. */
  text(index = 0): string {
    return this.events.filter(({ event, data }) => event === "delta" && data.index === index)
      .map(({ data }) => data.text).join("");
  }

  /** Reads one chunk. @returns whether there was one. */
  async next(): Promise<boolean> {
    const { done, value } = await this.#reader.read();
    if (done) return false;
    this.#buffer += this.#decoder.decode(value, { stream: true });
    const frames = this.#buffer.split("\n\n");
    this.#buffer = frames.pop()!;
    for (const frame of frames) this.#receive(frame);
    return true;
  }

  /** Reads until `isEnough`, or the end. @returns itself. */
  async until(isEnough: () => boolean = () => false): Promise<this> {
    while (!isEnough() && await this.next());
    return this;
  }

  /** Hangs up. */
  async cancel(): Promise<void> {
    await this.#reader.cancel();
  }

  #receive(frame: string): void {
    if (frame === ":") return void this.heartbeats++;
    const fields = Object.fromEntries(
      frame.split("\n").map((line) => {
        const [, name, value] = /^(\w+): ?(.*)$/.exec(line)!;
        return [name!, value!];
      }),
    );
    this.events.push({
      event: fields.event!,
      id: fields.id ?? "",
      data: JSON.parse(fields.data!),
    });
  }
}
