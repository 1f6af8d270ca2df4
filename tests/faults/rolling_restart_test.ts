import { status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { send, signUp } from "../support/browser/browser_site.ts";
import { lacksBrowser, launchBrowser } from "../support/browser/launch_browser.ts";
import { databases } from "../support/databases/databases.ts";
import { bearer, chatClient, finished } from "../support/grpc/client.ts";
import { healthClient } from "../support/grpc/health_client.ts";
import { freePorts, lacksNginx, type Nginx, startNginx } from "../support/http/nginx.ts";
import { PageClient, type PageTurn } from "../support/browser/page_client.ts";
import type { ParleyProcess } from "../support/process/parley_process.ts";
import { type ParleySite, startParleySite } from "../support/browser/parley_site.ts";
import { type ReadAnswer, readPatiently } from "../support/http/patient_reader.ts";
import { recitalQuestion, recitalText, Reciter } from "../support/upstream/reciter.ts";
import { countStored, storedAnswer } from "../support/databases/stored_messages.ts";
import { SERVICE_TOKEN } from "../support/app/test_app.ts";

const [, mysql] = databases();

/** Grace time of answers in seconds; those of the load take half of it. */
const GRACE = 3;
const WORDS = 25;

/**
 * Longest that a user may wait for a send or an answer's next text, in milliseconds; the aim is
 * half of it.
 */
const PAUSE_LIMIT = 5_000;

/** The load while the processes restart, and its results. */
type Load = {
  readonly isOver: () => boolean;
  readonly questions: string[];
  readonly sendTimes: number[];
  readonly answers: ReadAnswer[];
  /** Calls that a program had to retry, as gRPC's retry policies would. */
  readonly repeatedCalls: string[];
};

Deno.test({
  name: "two processes behind nginx restart one after the other, and no word is lost",
  ignore: mysql!.ignore || lacksNginx || lacksBrowser,
  async fn(t) {
    const reciter = new Reciter();
    await using site = await startParleySite(await mysql!.open(), { reply: reciter.script });
    const [webA, grpcA, webB, grpcB] = freePorts(4);
    const places = [{ web: webA!, grpc: grpcA! }, { web: webB!, grpc: grpcB! }] as const;
    const processes = await Promise.all(places.map((place) => startAt(site, place)));
    await using nginx = await startNginx(places);
    await using browser = await launchBrowser();

    let isOver = false;
    const load: Load = {
      isOver: () => isOver,
      questions: [],
      sendTimes: [],
      answers: [],
      repeatedCalls: [],
    };
    const work = Promise.all([
      ...["v0", "v1", "v2", "v3"].map((name) => visit(nginx, load, name)),
      ...["g0", "g1"].map((name) => call(nginx, load, name)),
      visitWithBrowser(await browser.newContext({ baseURL: nginx.origin }), load),
    ]);
    const failure = work.then(() => {}, (error) => {
      isOver = true;
      throw error;
    });
    failure.catch(() => {});

    const long = await beginLongAnswer(nginx, processes[0]!);
    for (const [index, place] of places.entries()) {
      await Promise.race([restart(site, processes[index]!, place), failure.then(() => {})]);
    }
    isOver = true;
    await failure;

    const pause = Math.round(Math.max(...load.answers.map(({ longestPause }) => longestPause)));
    const slowest = Math.round(Math.max(...load.sendTimes));
    const failures = load.answers.reduce((sum, answer) => sum + answer.failures, 0);
    const reconnections = load.answers.reduce((sum, answer) => sum + answer.reconnections, 0);
    await t.step(
      `${load.questions.length} questions, ${reconnections} reconnections, ${failures} failed: ` +
        `longest pause ${pause} ms, slowest send ${slowest} ms`,
      async () => {
        assert.ok(load.questions.length > 10, "there was load");
        const spreads = load.answers.map(({ spread }) => spread).sort((a, b) => a - b);
        assert.ok(spreads[Math.floor(spreads.length / 2)]! > 500, `streams: ${spreads}`);
        assert.ok(pause < PAUSE_LIMIT);
        assert.ok(slowest < PAUSE_LIMIT);
        assert.ok(load.repeatedCalls.length <= 4, "at most one of each program for each restart");
        for (const question of load.questions) {
          assert.deepEqual(await countStored(site.database, question), {
            questions: 1,
            answers: 1,
          });
          assert.equal(reciter.of(question).length, 1, "one request to the model");
        }
      },
    );
    await t.step(
      "an answer longer than the grace time is cut off, and continued",
      () => goOn(site, long),
    );
    await t.step("gRPC's health checks work through nginx", async () => {
      using health = healthClient(nginx.grpcAddress);
      assert.equal(await health.check("pb.ChatService"), "SERVING");
    });
  },
});

type Place = { readonly web: number; readonly grpc: number };

function startAt(site: ParleySite, { web, grpc }: Place): Promise<ParleyProcess> {
  return site.start({
    WEB_SERVER_PORT: `${web}`,
    GRPC_SERVER_PORT: `${grpc}`,
    SHUTDOWN_GRACE: `${GRACE}`,
    TRUST_PROXY: "on",
  });
}

async function restart(site: ParleySite, parley: ParleyProcess, place: Place): Promise<void> {
  parley.signal("SIGTERM");
  const { code, stderr } = await parley.ended();
  assert.deepEqual([code, stderr], [0, ""]);
  await startAt(site, place);
}

/** A visitor who asks questions one after another and reads every answer. */
async function visit(nginx: Nginx, load: Load, name: string): Promise<void> {
  const page = await PageClient.signUp(nginx.origin);
  let chatId: string | undefined;
  for (let i = 0; !load.isOver(); i++) {
    const question = recitalQuestion(`${name}n${i}`, WORDS);
    const start = performance.now();
    const turn = chatId ? await page.send(chatId, question) : await page.startChat(question);
    load.sendTimes.push(performance.now() - start);
    load.questions.push(question);
    chatId = turn.chatId;
    const answer = await readPatiently(page, turn);
    load.answers.push(answer);
    assert.ok(answer.html.includes(recitalText(question)), answer.html);
    assert.ok(recitalText(question).startsWith(answer.patched.trim()), answer.patched);
  }
}

/** A program that asks questions one after another over gRPC. */
async function call(nginx: Nginx, load: Load, name: string): Promise<void> {
  using client = await chatClient(nginx.grpcAddress);
  for (let i = 0; !load.isOver(); i++) {
    const question = recitalQuestion(`${name}n${i}`, WORDS);
    const request = { user_id: name, user_message: question };
    const answer = await finished(client.ChatStream(request, bearer(SERVICE_TOKEN)));
    // The call reached its process after it stopped taking calls, and was refused before any text.
    if (answer.code === status.UNAVAILABLE && answer.responses.length === 0) {
      load.repeatedCalls.push(question);
      continue;
    }
    assert.deepEqual([answer.code, answer.content], [status.OK, recitalText(question)]);
    assert.ok(answer.responses.length > WORDS / 4, "streams");
    load.questions.push(question);
  }
}

/** A user with a browser, who must see every answer in its final form and never an error. */
async function visitWithBrowser(
  context: Awaited<ReturnType<Awaited<ReturnType<typeof launchBrowser>>["newContext"]>>,
  load: Load,
): Promise<void> {
  const page = await context.newPage();
  await signUp(page);
  for (let i = 0; !load.isOver(); i++) {
    const question = recitalQuestion(`b0n${i}`, WORDS);
    await send(page, question);
    const answer = page.locator("article.answer").nth(i);
    await answer.locator("footer").waitFor();
    assert.equal(await answer.locator(".prose").innerText(), recitalText(question));
    assert.equal(await answer.locator(".note").count(), 0);
    assert.equal(await page.locator("#alerts").innerText(), "");
    load.questions.push(question);
  }
}

type LongAnswer = { page: PageClient; turn: PageTurn; question: string; read: Promise<ReadAnswer> };

/** Begins an answer that takes longer than its process's grace time, and reads it through nginx. */
async function beginLongAnswer(nginx: Nginx, parley: ParleyProcess): Promise<LongAnswer> {
  const page = await PageClient.signUp(nginx.origin);
  const question = recitalQuestion("long", 20 * GRACE * 2);
  const turn = await page.at(await parley.origin()).startChat(question);
  const read = readPatiently(page, turn);
  read.catch(() => {});
  await sleep(500);
  return { page, turn, question, read };
}

async function goOn(site: ParleySite, { page, turn, question, read }: LongAnswer): Promise<void> {
  const { html } = await read;
  assert.match(html, /Continue/);
  const cutOff = await storedAnswer(site.database, turn);
  assert.equal(cutOff.state, "interrupted");
  assert.ok(recitalText(question).startsWith(cutOff.content));
  assert.ok(html.includes(cutOff.content), "shows all that is stored");
  const path = `/chats/${turn.chatId}/answers/${turn.answerId}/continue`;
  await page.post(path, { position: `${cutOff.content.length}` });
  const rest = await readPatiently(page, turn);
  assert.ok(rest.html.includes(recitalText(question)));
}
