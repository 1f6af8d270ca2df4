import { HttpConnection } from "../../support/http/http_connection.ts";
import { makeStamp } from "../stamps.ts";
import { completionFrames, tokenFrame, tokensFrame } from "./completion_frames.ts";

// A model's server that is faster than the measured ones: it writes prepared frames to a bare
// socket. The last message says how to answer, see `questions.ts`. Run in a separate process;
// prints its port. `GET /finish` ends all running answers, `GET /said` tells how many tokens were
// said at a pace.

const [HEAD, FIRST, TAIL] = completionFrames;

/** Tokens that are written at once when there are many: about 64 KB. */
const BATCH = 300;

/** Milliseconds between two stamps. */
const STAMP_INTERVAL = 50;

const token = tokensFrame(1);
const batch = tokensFrame(BATCH);
const finishing = new Set<() => void>();
let said = 0;

/** Sends this many tokens as fast as the reader takes them. */
async function sendAtFullSpeed(connection: HttpConnection, tokens: number): Promise<void> {
  let left = tokens - 1;
  for (; left >= BATCH; left -= BATCH) await connection.writeBody(batch);
  await connection.writeBody(tokensFrame(left));
}

/** Sends this many tokens, each in a separate write. */
async function sendOneByOne(connection: HttpConnection, tokens: number): Promise<void> {
  for (let left = tokens - 1; left > 0; left--) await connection.writeBody(token);
}

/** Sends a token at every interval, in milliseconds; with 0 only the first. */
async function sendAtPace(connection: HttpConnection, interval: number): Promise<void> {
  const { promise: finished, resolve } = Promise.withResolvers<void>();
  finishing.add(resolve);
  const say = () => {
    said++;
    void connection.writeBody(token);
  };
  const timer = interval > 0 ? setInterval(say, interval) : undefined;
  await Promise.race([finished, connection.closed]);
  clearInterval(timer);
  finishing.delete(resolve);
}

/** Sends this many words of 20 a second, each the time at which it is sent. */
async function sendStamps(connection: HttpConnection, words: number): Promise<void> {
  for (let left = words; left > 0; left--) {
    await new Promise((resolve) => setTimeout(resolve, STAMP_INTERVAL));
    await connection.writeBody(tokenFrame(` ${makeStamp()}`));
  }
}

async function answer(connection: HttpConnection, body: string): Promise<void> {
  const [, kind, figure] = [...body.matchAll(/bench (flat|each|pace|stamps) (\d+)/g)].at(-1) ?? [];
  await connection.writeHead(200, {
    "content-type": "text/event-stream",
    "transfer-encoding": "chunked",
  });
  await connection.writeBody(HEAD + FIRST);
  if (kind === "flat") await sendAtFullSpeed(connection, Number(figure));
  if (kind === "each") await sendOneByOne(connection, Number(figure));
  if (kind === "pace") await sendAtPace(connection, Number(figure));
  if (kind === "stamps") await sendStamps(connection, Number(figure));
  await connection.writeBody(TAIL);
}

async function serve(connection: HttpConnection): Promise<void> {
  for (let request; (request = await connection.readRequest());) {
    if (request.method === "POST") {
      await answer(connection, request.body);
    } else {
      if (request.path === "/finish") { for (const finish of finishing) finish(); }
      const count = String(said);
      await connection.writeHead(200, { "content-length": String(count.length) });
      await connection.writeBody(count);
    }
  }
  connection.close();
}

const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
console.log(listener.addr.port);
for await (const socket of listener) {
  socket.setNoDelay(true);
  void serve(new HttpConnection(socket));
}
