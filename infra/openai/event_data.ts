import { CompletionError } from "../../domain/models/completion_provider.ts";

/** Longest line of an event, in UTF-16 code units: far more than a whole answer has. */
const MAX_LINE = 4 * 1024 * 1024;

/** How much of a line that isn't understood is kept for the log, in UTF-16 code units. */
const EXCERPT = 80;

/** The form of a body, which its first character tells: its content type may be any. */
type BodyForm = "events" | "json";

/** Comments, and the fields of an event that say nothing about a completion. */
const ignored = /^(:|(event|id|retry)(:|$)|data$|\s*$)/;

/**
 * Reads the `data:` fields of a stream of server-sent events, however its bytes are cut. Every
 * OpenAI-compatible server puts each event's JSON on one line, so a line is an event here; that
 * also reads servers that leave out the blank line between events. A line may end in any of the
 * ways that the HTML standard allows.
 *
 * Some servers and gateways send an error as a line of its own, `error: …` or bare JSON: it is
 * returned like the data of an event. A body that is one JSON document as a whole, be it a completion
 * or an error, counts as one event.
 */
export class EventData {
  readonly #decoder = new TextDecoder();
  #rest = "";
  #form: BodyForm | null = null;
  #unreadable: string | null = null;

  /** The beginning of the first line that was neither an event nor an error; `null`: none. */
  get unreadable(): string | null {
    return this.#unreadable;
  }

  /**
   * @returns The fields whose line is complete with these bytes.
   * @throws {CompletionError} `upstream_error` when a line has no end, or for a page of HTML.
   */
  push(bytes: Uint8Array): string[] {
    const decoded = this.#decoder.decode(bytes, { stream: true });
    // JSON contains no bare carriage returns, so each ends a line; a CRLF adds an empty line.
    const lines = decoded.includes("\r") ? decoded.replaceAll("\r", "\n") : decoded;
    this.#rest += lines;
    // Only then, so that a long unfinished line isn't searched again with every piece of it.
    this.#form ??= formOf(this.#rest);
    const mayHaveFields = lines.includes("\n") && this.#form === "events";
    const fields = mayHaveFields ? this.#takeFields() : [];
    if (this.#rest.length <= MAX_LINE) return fields;
    throw new CompletionError("upstream_error", `An event has more than ${MAX_LINE} characters`);
  }

  /** The field of the last line, if the stream ended without a line end. */
  end(): string[] {
    this.#rest += this.#decoder.decode() + "\n";
    if (this.#form === "json" && isJson(this.#rest)) return [this.#rest, "[DONE]"];
    const fields = this.#takeFields();
    const whole = fields.filter((data) => data === "[DONE]" || parsedObject(data) !== null);
    if (whole.length < fields.length) this.#unreadable ??= excerpt(fields.join(""));
    return whole;
  }

  #takeFields(): string[] {
    const text = this.#rest;
    const fields: string[] = [];
    let start = 0;
    for (let end; (end = text.indexOf("\n", start)) >= 0; start = end + 1) {
      if (text.startsWith("data:", start)) {
        fields.push(text.slice(start + "data:".length, end).trim());
      } else if (end > start) {
        this.#readOther(text.slice(start, end), fields);
      }
    }
    this.#rest = text.slice(start);
    return fields;
  }

  #readOther(line: string, fields: string[]): void {
    if (ignored.test(line)) return;
    const error = /^error:(.*)$/i.exec(line)?.[1]?.trim();
    if (error) {
      const value = parsedObject(error);
      fields.push(JSON.stringify(value && "error" in value ? value : { error: value ?? error }));
    } else if (parsedObject(line)) {
      fields.push(line.trim());
    } else {
      this.#unreadable ??= excerpt(line);
    }
  }
}

/** `null` as long as there is nothing but white space. */
function formOf(text: string): BodyForm | null {
  const start = text.trimStart();
  if (start.startsWith("<")) {
    const message = `The upstream answered with a page, not with events; is its base URL right?`;
    throw new CompletionError("upstream_error", `${message} It begins: ${excerpt(start)}`);
  }
  if (start === "") return null;
  return start.startsWith("{") || start.startsWith("[") ? "json" : "events";
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function parsedObject(text: string): object | null {
  if (!text.trimStart().startsWith("{")) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function excerpt(text: string): string {
  return text.slice(0, EXCERPT).toWellFormed();
}
