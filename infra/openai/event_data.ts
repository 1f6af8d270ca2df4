import { CompletionError } from "../../domain/models/completion_provider.ts";

/** Longest line of an event, in UTF-16 code units: far more than a whole answer has. */
const MAX_LINE = 4 * 1024 * 1024;

/**
 * Reads the `data:` fields of a stream of server-sent events, however its bytes are cut. Every
 * OpenAI-compatible server puts each event's JSON on one line, so a line is an event here; that
 * also reads servers that leave out the blank line between events. A line may end in any of the
 * ways that the HTML standard allows.
 */
export class EventData {
  readonly #decoder = new TextDecoder();
  #rest = "";

  /**
   * @returns The fields whose line is complete with these bytes.
   * @throws {CompletionError} `upstream_error` when a line has no end.
   */
  push(bytes: Uint8Array): string[] {
    const decoded = this.#decoder.decode(bytes, { stream: true });
    // JSON contains no bare carriage returns, so each ends a line; a CRLF adds an empty line.
    const lines = decoded.includes("\r") ? decoded.replaceAll("\r", "\n") : decoded;
    this.#rest += lines;
    // Only then, so that a long unfinished line isn't searched again with every piece of it.
    const fields = lines.includes("\n") ? this.#takeFields() : [];
    if (this.#rest.length <= MAX_LINE) return fields;
    throw new CompletionError("upstream_error", `An event has more than ${MAX_LINE} characters`);
  }

  #takeFields(): string[] {
    const text = this.#rest;
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
