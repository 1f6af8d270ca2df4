import type { Ask } from "./ask.ts";
import { FIRST_WORD } from "../processes/completion_frames.ts";
import { HttpPool } from "./http_pool.ts";

/** The page of one visitor. */
export type PageTarget = {
  /** `http://host:port` */
  readonly origin: string;
  /** The visitor's session. */
  readonly cookie: string;
  /** The chat to ask in; without it each question begins one. */
  readonly chatId?: string;
};

/** Asks as htmx does. */
export function askPage({ origin, cookie, chatId }: PageTarget): Ask {
  const pool = new HttpPool(origin);
  const path = chatId ? `/chats/${chatId}/messages` : "/chats";
  const headers = { Cookie: cookie, Origin: origin, "HX-Request": "true" };
  const formHeaders = { ...headers, "Content-Type": "application/x-www-form-urlencoded" };
  return async (message, onText) => {
    const decoder = new TextDecoder();
    let html = "";
    await pool.exchange({
      line: `POST ${path}`,
      headers: formHeaders,
      body: new URLSearchParams({ message, requestId: crypto.randomUUID() }).toString(),
      onBody: (bytes) => html += decoder.decode(bytes, { stream: true }),
    });
    const events = /hx-sse:connect="([^"]+)"/.exec(html)?.[1]?.replaceAll("&amp;", "&");
    // An answer that has ended already comes with the question.
    if (!events && html.includes(FIRST_WORD)) return onText(html.length);
    if (!events) throw new Error(`No stream in the answer to a message:\n${html}`);
    await pool.exchange({
      line: `GET ${events}`,
      headers: { ...headers, Accept: "text/event-stream" },
      onBody: (bytes) => isSignOfLife(bytes) || onText(bytes.length),
    });
  };
}

/** Whether this is no more than a comment, which takes three bytes, and eight as a chunk of a body. */
function isSignOfLife(bytes: Uint8Array): boolean {
  return bytes.length <= 8;
}
