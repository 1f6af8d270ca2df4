import { status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { databases, sqliteDatabase } from "../support/databases/databases.ts";
import { bearer, chatClient, finished } from "../support/grpc/client.ts";
import { healthClient } from "../support/grpc/health_client.ts";
import { startStallingProxy } from "../support/grpc/stalling_proxy.ts";
import { PageClient, Refused } from "../support/browser/page_client.ts";
import { startParley } from "../support/process/parley_process.ts";
import { startParleySite } from "../support/browser/parley_site.ts";
import { readPatiently } from "../support/http/patient_reader.ts";
import { recitalQuestion, recitalText, Reciter } from "../support/upstream/reciter.ts";
import { storedAnswer } from "../support/databases/stored_messages.ts";
import { SERVICE_TOKEN } from "../support/app/test_app.ts";
import { followOnPage } from "../support/app/followed_answer.ts";

const [, mysql] = databases();

Deno.test("SIGTERM fails probes first, refuses sends, still serves pages, and lets answers end", async () => {
  const reciter = new Reciter();
  await using site = await startParleySite(await sqliteDatabase(), { reply: reciter.script });
  const parley = await site.start({ SHUTDOWN_GRACE: "60" });
  const origin = await parley.origin();
  const page = await PageClient.signUp(origin);
  const question = recitalQuestion("grace", 60);
  const turn = await page.startChat(question);
  const followed = await followOnPage(page, turn);
  await followed.reached(20);
  using health = healthClient(await parley.grpcAddress());
  const statuses = health.watch("");
  assert.equal((await statuses.next()).value, "SERVING");

  parley.signal("SIGTERM");
  assert.equal((await statuses.next()).value, "NOT_SERVING");
  const ready = await fetch(`${origin}/readyz`);
  assert.equal(ready.status, 503);
  assert.ok(ready.headers.has("Retry-After"));
  await ready.body?.cancel();
  await assert.rejects(page.startChat("One more?"), (error: unknown) => {
    assert.ok(error instanceof Refused);
    assert.equal(error.status, 503);
    assert.ok(Number(error.headers.get("Retry-After")) > 0);
    return error.html.includes("stopping");
  });
  assert.match(await page.get(`/chats/${turn.chatId}`), /Recite 60 words/);
  const late = await followOnPage(page, turn);

  for (const { over } of [late, followed]) {
    const { isEnd, html } = await over;
    assert.equal(isEnd, true);
    assert.ok(html.includes(recitalText(question)));
  }
  const start = performance.now();
  const { code, stderr } = await parley.ended();
  assert.deepEqual([code, stderr], [0, ""]);
  assert.ok(performance.now() - start < 20_000, "doesn't wait for the rest of the grace time");
  assert.equal((await storedAnswer(site.database, turn)).state, "complete");
});

Deno.test("SIGTERM cuts off answers after the grace time, keeps their text, and tells all readers", async () => {
  const reciter = new Reciter();
  await using site = await startParleySite(await sqliteDatabase(), { reply: reciter.script });
  const parley = await site.start({ SHUTDOWN_GRACE: "1" });
  const page = await PageClient.signUp(await parley.origin());
  const question = recitalQuestion("cut", 2_000);
  const turn = await page.startChat(question);
  const followed = await followOnPage(page, turn);
  using client = await chatClient(await parley.grpcAddress());
  const request = { user_id: "a program", user_message: recitalQuestion("call", 2_000) };
  const call = finished(client.ChatStream(request, bearer(SERVICE_TOKEN)));
  await followed.reached(20);
  const start = performance.now();
  parley.signal("SIGTERM");
  const { isEnd, html } = await followed.over;
  assert.ok(performance.now() - start > 900, "waits");
  assert.equal(isEnd, true);
  assert.match(html, /Continue/);
  const { code: callStatus, content } = await call;
  assert.equal(callStatus, status.UNAVAILABLE);
  assert.ok(content.startsWith("call-1 call-2 "));
  assert.equal((await parley.ended()).code, 0);
  const stored = await storedAnswer(site.database, turn);
  assert.equal(stored.state, "interrupted");
  assert.ok(html.includes(stored.content));
  assert.ok(stored.content.length >= followed.shown.at(-1)!.position);
});

Deno.test("SIGTERM sends readers of another process's answers there, without loss", async () => {
  const reciter = new Reciter();
  await using site = await startParleySite(await sqliteDatabase(), { reply: reciter.script });
  const [a, b] = await Promise.all([site.start(), site.start()]);
  const page = await PageClient.signUp(await a.origin());
  const question = recitalQuestion("elsewhere", 80);
  const turn = await page.startChat(question);
  const there = page.at(await b.origin());
  const followed = await followOnPage(there, turn);
  const read = readPatiently(there, turn);
  await followed.reached(30);
  b.signal("SIGTERM");
  assert.equal((await followed.over).isEnd, false, "an answer that goes on has no end");
  there.origin = page.origin;
  assert.equal((await b.ended()).code, 0);
  const { patched, html, reconnections } = await read;
  assert.ok(recitalText(question).startsWith(patched.trim()));
  assert.ok(html.includes(recitalText(question)));
  assert.ok(reconnections >= 1);
});

Deno.test({
  name: "a silent database makes a process unready, and doesn't keep it from ending",
  ignore: mysql!.ignore,
  async fn() {
    await using database = await mysql!.open();
    const url = new URL(database.url);
    await using proxy = startStallingProxy(Number(url.port));
    url.host = proxy.address;
    const data = await Deno.makeTempDir({ prefix: "parley-data-" });
    try {
      const env = { DATABASE_URL: url.href, SHUTDOWN_GRACE: "0" };
      await using parley = await startParley({ data, env });
      const origin = await parley.origin();
      const ask = async () => {
        const response = await fetch(`${origin}/readyz`);
        await response.body?.cancel();
        return response.status;
      };
      assert.equal(await ask(), 200);
      proxy.stall();
      const start = performance.now();
      assert.equal(await ask(), 503);
      assert.ok(performance.now() - start < 10_000);
      proxy.resume();
      while (await ask() !== 200) await sleep(50);

      proxy.stall();
      parley.signal("SIGTERM");
      await parley.logged("Stopping after SIGTERM");
      for (let i = 0; i < 2; i++) {
        // Any sooner, it would count as a duplicate of the last signal.
        await sleep(600);
        parley.signal("SIGTERM");
      }
      assert.equal((await parley.ended()).code, 1);
    } finally {
      await Deno.remove(data, { recursive: true });
    }
  },
});
