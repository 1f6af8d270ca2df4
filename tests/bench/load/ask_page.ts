import type { Ask } from "./ask.ts";
import { FIRST_WORD } from "../processes/completion_frames.ts";
import { asciiOf, HttpPool } from "./http_pool.ts";

/** The page, as its users see it. */
export type PageTarget = {
  /** `http://host:port` */
  readonly origin: string;
  /** Sessions, which take turns: the connections of one user are limited. */
  readonly cookies: readonly string[];
  /** The chat to ask in; by default each question begins a new one. */
  readonly chatId?: string;
};

/** Asks as htmx does. */
export function askPage({ origin, cookies, chatId }: PageTarget): Ask {
  const pool = new HttpPool(origin);
  const path = chatId ? `/chats/${chatId}/messages` : "/chats";
  let count = 0;
  return async (message, onText) => {
    const cookie = cookies[count++ % cookies.length]!;
    const headers = { Cookie: cookie, Origin: origin, "HX-Request": "true" };
    const formHeaders = { ...headers, "Content-Type": "application/x-www-form-urlencoded" };
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
    if (!events && html.includes(FIRST_WORD)) return onText(html.length, () => html);
    if (!events) throw new Error(`No stream in the answer to a message:\n${html}`);
    await pool.exchange({
      line: `GET ${events}`,
      headers: { ...headers, Accept: "text/event-stream" },
      onBody: (bytes) => isHeartbeat(bytes) || onText(bytes.length, () => asciiOf(bytes)),
    });
  };
}

/** Whether this is only a comment, which takes three bytes, or eight as a chunk of a body. */
function isHeartbeat(bytes: Uint8Array): boolean {
  return bytes.length <= 8;
}
