import { HtmlTree } from "../browser/html_tree.ts";

/** A server-sent event, as a browser reads it. */
export type ReceivedEvent = { id: string; event: string; data: string };

/** Reads a response as server-sent events, and applies them like the page. */
export class EventStream {
  /** What the page shows: the applied patches, then the final form. */
  readonly tree: HtmlTree;
  readonly events: ReceivedEvent[] = [];
  bytes = 0;
  lastId = "";
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #buffer = "";

  /** @param html What the page shows before the first event. */
  constructor(response: Response, html = "") {
    this.#reader = response.body!.getReader();
    this.tree = new HtmlTree(html);
  }

  /** Reads until `isEnough`, or the end of the stream. @returns whether it has not ended. */
  async read(isEnough: () => boolean = () => false): Promise<boolean> {
    while (!isEnough()) {
      const { done, value } = await this.#reader.read();
      if (done) return false;
      this.bytes += value.length;
      this.#buffer += this.#decoder.decode(value, { stream: true });
      const parts = this.#buffer.split("\n\n");
      this.#buffer = parts.pop()!;
      for (const part of parts) this.#receive(part);
    }
    return true;
  }

  /** Closes the connection. */
  async cancel(): Promise<void> {
    await this.#reader.cancel();
  }

  #receive(part: string): void {
    const fields = part.split("\n").map((line) => /^([a-z]*):? ?(.*)$/s.exec(line)!.slice(1));
    const values = (name: string) => fields.filter(([field]) => field === name).map(([, v]) => v!);
    const data = values("data").join("\n");
    const event = { id: values("id").at(-1) ?? "", event: values("event").at(-1) ?? "", data };
    if (!fields.some(([name]) => name)) return;
    this.events.push(event);
    this.lastId = event.id || this.lastId;
    if (/^\d/.test(data)) this.tree.apply(data);
  }
}
