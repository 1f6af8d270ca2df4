import type { Bytes } from "./bytes.ts";

const encoder = new TextEncoder();

/** A server-sent event. A client that reconnects sends the last `id` as `Last-Event-ID`. */
export type ServerEvent = {
  readonly id?: number | string;
  readonly event?: string;
  readonly data: string;
};

/** A comment that keeps proxies from closing a silent stream. */
export const HEARTBEAT = ":\n\n";

/** Milliseconds between heartbeats; proxies close a silent stream after 30 s or more. */
export const HEARTBEAT_INTERVAL = 15_000;

/**
 * Encodes a server-sent event as text, in as few bytes as possible. Line ends within `data` arrive
 * as line feeds.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export function eventFrame({ id, event, data }: ServerEvent): string {
  const name = event ? `event:${event}\n` : "";
  const position = id === undefined ? "" : `id:${id}\n`;
  // Readers remove one space after the colon, so a leading space is doubled.
  const lines = `\n${data}`.replaceAll(/(?:\r\n?|\n)( ?)/g, "\ndata:$1$1").slice(1);
  return `${name}${position}${lines}\n\n`;
}

/** Encodes text as UTF-8. */
export function toBytes(text: string): Bytes {
  return encoder.encode(text);
}

/** Headers that keep caches from storing a stream, and nginx (the last one) from buffering it. */
export function streamHeaders(contentType: string): Record<string, string> {
  return {
    "Content-Type": contentType,
    "Cache-Control": "no-store, no-transform",
    "X-Accel-Buffering": "no",
  };
}
