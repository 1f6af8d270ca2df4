import type { Ask } from "./ask.ts";
import { SERVICE_TOKEN } from "./ask_grpc.ts";
import { asciiOf, HttpPool } from "./http_pool.ts";

/** Users that take turns, since the connections of each are limited. */
const USERS = 8;

/** Asks Parley's JSON API for events. @param origins Its processes: `http://host:port` */
export function askApi(origins: readonly string[]): Ask {
  const pools = origins.map((origin) => new HttpPool(origin));
  const headers = {
    "Authorization": `Bearer ${SERVICE_TOKEN}`,
    "Content-Type": "application/json",
    "Accept": "text/event-stream",
  };
  let count = 0;
  return async (message, onText) => {
    await pools[count % pools.length]!.exchange({
      line: "POST /api/v1/chats",
      headers: { ...headers, "X-Parley-User": `bench-${count++ % USERS}` },
      body: JSON.stringify({ message }),
      onBody: (bytes) => hasText(bytes) && onText(bytes.length, () => asciiOf(bytes)),
    });
  };
}

/** Whether it contains text, rather than only the stream's beginning or end. */
function hasText(bytes: Uint8Array): boolean {
  return asciiOf(bytes.subarray(0, 512)).includes("event:delta");
}
