/**
 * Reads the `data:` fields of a stream of server-sent events, however its bytes are cut. Every
 * OpenAI-compatible server puts each event's JSON on one line, so a line is an event here; that
 * also reads servers that leave out the blank line between events.
 */
export class EventData {
  readonly #decoder = new TextDecoder();
  #rest = "";

  /** @returns The fields whose line is complete with these bytes. */
  push(bytes: Uint8Array): string[] {
    const text = this.#rest + this.#decoder.decode(bytes, { stream: true });
    const fields: string[] = [];
    let start = 0;
    for (let end; (end = text.indexOf("\n", start)) >= 0; start = end + 1) {
      if (!text.startsWith("data:", start)) continue;
      fields.push(text.slice(start + "data:".length, end).trim());
    }
    this.#rest = text.slice(start);
    return fields;
  }
}
