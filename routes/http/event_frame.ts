import type { Bytes } from "./bytes.ts";

const encoder = new TextEncoder();

/** A server-sent event: `id` is what a client that reconnects sends as `Last-Event-ID`. */
export type ServerEvent = {
  readonly id?: number | string;
  readonly event?: string;
  readonly data: string;
};

/** A comment, which keeps proxies from taking a silent stream for a dead one. */
export const HEARTBEAT = ":\n\n";

/**
 * A server-sent event as text, with no byte more than needed. Line ends within `data` arrive as line
 * feeds.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export function eventFrame({ id, event, data }: ServerEvent): string {
  const name = event ? `event:${event}\n` : "";
  const position = id === undefined ? "" : `id:${id}\n`;
  // A reader takes one space after the colon away.
  const lines = `\n${data}`.replaceAll(/(?:\r\n?|\n)( ?)/g, "\ndata:$1$1").slice(1);
  return `${name}${position}${lines}\n\n`;
}

/** Text as it goes over the wire. */
export function toBytes(text: string): Bytes {
  return encoder.encode(text);
}
