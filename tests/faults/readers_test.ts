import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { MAX_ANSWER_LENGTH } from "../../domain/answers/running_turn.ts";
import { paths } from "../../views/paths.ts";
import { sqliteDatabase } from "../support/databases/databases.ts";
import type { FakeExchange } from "../support/upstream/fake_openai.ts";
import { bearer, chatClient } from "../support/grpc/client.ts";
import { PageClient, type PageTurn } from "../support/browser/page_client.ts";
import { type ParleySite, startParleySite } from "../support/browser/parley_site.ts";
import { openFiles, residentMegabytes } from "../support/process/process_state.ts";
import { RawReader } from "../support/http/raw_reader.ts";
import { SERVICE_TOKEN } from "../support/app/test_app.ts";

/** Starts one process on SQLite, with a model whose replies the test sets. */
async function startSite(env: Readonly<Record<string, string>> = {}) {
  const site = await startParleySite(await sqliteDatabase(), { reply: "manual" });
  const parley = await site.start(env);
  const origin = await parley.origin();
  return { site, parley, origin };
}

/** Asks a question and starts its answer. */
async function beginAnswer(site: ParleySite, page: PageClient) {
  const turn = await page.startChat("Hello");
  return { turn, exchange: await site.upstream.next() };
}

/** Has one answer written and read, so that the rendering workers have started. */
async function readAnswer(site: ParleySite, page: PageClient): Promise<void> {
  const { turn, exchange } = await beginAnswer(site, page);
  using reader = await RawReader.get(page, eventsOf(turn));
  const seen = reader.readUntil("event:end");
  await exchange.text("Hello");
  await exchange.complete();
  await seen;
}

function eventsOf({ chatId, answerId }: PageTurn): string {
  return paths.answerEvents(chatId, answerId);
}

function liveOf({ chatId, answerId }: PageTurn): string {
  return paths.answerLive(chatId, answerId);
}

const serviceToken = bearer(SERVICE_TOKEN);

/** Connections to the upstream and of the page client that may be kept alive. */
const SPARE_FILES = 8;

/** Waits until a process has at most this many open files. @throws {Error} after 30 s. */
async function untilClosed(pid: number, files: number): Promise<void> {
  for (let i = 0; i < 300; i++) {
    if (await openFiles(pid) <= files) return;
    await sleep(100);
  }
  throw new Error(`${await openFiles(pid)} files are open instead of ${files}`);
}

/**
 * UTF-16 code units, somewhat less than an answer may have. In UTF-8 this is three times as many
 * bytes, more than the kernel buffers for a reader that doesn't read: up to 4 MB on Linux
 * (`net.ipv4.tcp_wmem`), plus the reader's window.
 */
const LONG_ANSWER = MAX_ANSWER_LENGTH - 10_000;

/** Sends a long text as fast as it is read, and then a last word. */
async function sayLongText(exchange: FakeExchange): Promise<void> {
  const paragraph = "誰も読まない言葉が、一つ、また一つと続いていく。".repeat(250) + "\n\n";
  for (let said = paragraph.length; said < LONG_ANSWER; said += paragraph.length) {
    await exchange.text(paragraph);
  }
  await exchange.text("Finis");
  await exchange.complete();
}

Deno.test("readers that stop reading cost no more than others, and delay nothing", async () => {
  const { site, parley, origin } = await startSite();
  await using _ = site;
  const page = await PageClient.signUp(origin);
  await readAnswer(site, page);
  const baseline = await openFiles(parley.pid);

  async function memoryWith(read: (reader: RawReader) => Promise<unknown>): Promise<number> {
    const { turn, exchange } = await beginAnswer(site, page);
    const open = Array.from({ length: 30 }, () => RawReader.get(page, eventsOf(turn)));
    const readers = await Promise.all(open);
    const reading = Promise.all(readers.map(read));
    using witness = await RawReader.get(page, eventsOf(turn));
    const seen = witness.readUntil("event:end");
    await sayLongText(exchange);
    await seen;
    const megabytes = await residentMegabytes(parley.pid);
    await reading;
    for (const reader of readers) reader.close();
    assert.match(await page.get(paths.messageText(turn.chatId, turn.answerId)), /Finis$/);
    return megabytes;
  }
  const fast = await memoryWith((reader) => reader.readUntil("event:end"));
  const stuck = await memoryWith((reader) => reader.read());
  assert.ok(stuck < fast * 1.3 + 50, `${stuck} MB instead of ${fast} MB`);
  await untilClosed(parley.pid, baseline + SPARE_FILES);
});

Deno.test("a thousand idle streams cost little, and all of them get new text", async () => {
  const { site, parley, origin } = await startSite({ STREAMS_PER_USER: "250" });
  await using _ = site;
  const users = await Promise.all(Array.from({ length: 4 }, async () => {
    const page = await PageClient.signUp(origin);
    return { page, ...await beginAnswer(site, page) };
  }));
  const files = await openFiles(parley.pid);
  const before = await residentMegabytes(parley.pid);
  const readers: RawReader[] = [];
  for (let i = 0; i < 250; i++) {
    readers.push(
      ...await Promise.all(users.map(async ({ page, turn }) => {
        const reader = await RawReader.get(page, i % 2 ? eventsOf(turn) : liveOf(turn));
        await reader.readUntil("\r\n\r\n");
        return reader;
      })),
    );
  }
  const kilobytes = (await residentMegabytes(parley.pid) - before) * 1024 / readers.length;
  assert.ok(kilobytes < 200, `${kilobytes.toFixed(0)} KB for each stream`);
  const heard = Promise.all(readers.map((reader) => reader.readUntil("Good news")));
  for (const { exchange } of users) await exchange.text("Good news");
  await heard;
  for (const reader of readers) reader.close();
  await untilClosed(parley.pid, files + SPARE_FILES);
  for (const { exchange } of users) await exchange.complete();
});

Deno.test("clients that open and drop streams of every kind leave nothing open", async () => {
  const { site, parley, origin } = await startSite();
  await using _ = site;
  const page = await PageClient.signUp(origin);
  const { turn, exchange } = await beginAnswer(site, page);
  await exchange.text("Hello");
  using client = await chatClient(await parley.grpcAddress());

  async function dropStreams(rounds: number): Promise<number> {
    for (let i = 0; i < rounds; i++) {
      const paths = Array.from({ length: 10 }, (_, at) => at % 2 ? eventsOf(turn) : liveOf(turn));
      const readers = await Promise.all(paths.map((path) => RawReader.get(page, path)));
      // Some disconnect before the response has begun, some after.
      await Promise.all(readers.map((reader, at) => at < 5 && reader.readUntil("Hello")));
      for (const reader of readers) reader.close();
      const call = client.ChatStream({ user_id: "a program", user_message: "Hello" }, serviceToken);
      const { closed } = await site.upstream.next();
      call.on("error", () => {});
      call.cancel();
      await closed;
    }
    return await residentMegabytes(parley.pid);
  }
  const early = await dropStreams(10);
  const files = await openFiles(parley.pid);
  const late = await dropStreams(60);
  await untilClosed(parley.pid, files + SPARE_FILES);
  assert.ok(late < early * 1.3 + 50, `from ${early} MB to ${late} MB`);
  await exchange.complete();
});

Deno.test("clients that never finish their requests delay nothing, and leave nothing open", async () => {
  const { site, parley, origin } = await startSite();
  await using _ = site;
  const page = await PageClient.signUp(origin);
  const files = await openFiles(parley.pid);
  const before = await residentMegabytes(parley.pid);
  const beginnings = [
    "",
    "GET /sign-in HTTP/1.1\r\nHost: parley.test\r\n",
    "POST /sign-in HTTP/1.1\r\nHost: parley.test\r\nContent-Length: 1000\r\n\r\nemail=",
  ];
  const open = Array.from({ length: 300 }, (_, at) => RawReader.send(origin, beginnings[at % 3]!));
  const clients = await Promise.all(open);
  for (const client of clients) await client.write("x");
  const { turn, exchange } = await beginAnswer(site, page);
  await exchange.text("Hello");
  using reader = await RawReader.get(page, eventsOf(turn));
  await reader.readUntil("Hello");
  const kilobytes = (await residentMegabytes(parley.pid) - before) * 1024 / clients.length;
  assert.ok(kilobytes < 300, `${kilobytes.toFixed(0)} KB for each client`);
  for (const client of clients) client.close();
  await untilClosed(parley.pid, files + SPARE_FILES);
  await exchange.complete();
});
