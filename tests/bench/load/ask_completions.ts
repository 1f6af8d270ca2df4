import type { Ask } from "./ask.ts";
import { asciiOf, HttpPool } from "./http_pool.ts";

/** @param url The endpoint for completions: `http://host:port/path` */
export function askCompletions(url: string): Ask {
  const { origin, pathname } = new URL(url);
  const pool = new HttpPool(origin);
  return async (question, onText) => {
    const messages = [{ role: "user", content: question }];
    await pool.exchange({
      line: `POST ${pathname}`,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ model: "fake-model", stream: true, messages }),
      onBody: (bytes) => onText(bytes.length, () => asciiOf(bytes)),
    });
  };
}
