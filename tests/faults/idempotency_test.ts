import { credentials, loadPackageDefinition, status } from "@grpc/grpc-js";
import { load } from "@grpc/proto-loader";
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { ProtoGrpcType } from "../../infra/grpc/generated/chat.ts";
import { databases, sqliteDatabase } from "../support/databases/databases.ts";
import { bearer, finished } from "../support/grpc/client.ts";
import { startStallingProxy } from "../support/grpc/stalling_proxy.ts";
import type { PageClient, PageTurn } from "../support/browser/page_client.ts";
import { runParleyPair } from "../support/browser/parley_pair.ts";
import { type ParleySite, startParleySite } from "../support/browser/parley_site.ts";
import { recitalQuestion, recitalText, Reciter } from "../support/upstream/reciter.ts";
import { countStored, storedAnswer } from "../support/databases/stored_messages.ts";
import { SERVICE_TOKEN } from "../support/app/test_app.ts";
import { followOnPage } from "../support/app/followed_answer.ts";

const ROUNDS = 10;

const service = bearer(SERVICE_TOKEN);

for (const kind of databases()) {
  const { name, ignore } = kind;
  const pair = runParleyPair(kind, { delay: 20 });

  for (const [processes, where] of [[1, "one process"], [2, "two processes"]] as const) {
    Deno.test({
      name: `${name}: a form sent twice at once to ${where} asks once`,
      ignore,
      async fn() {
        const { site, reciter, signUp } = pair();
        const [page, there] = await signUp();
        const pages = [page, processes === 1 ? page : there];
        let chatId: string | undefined;
        for (let round = 0; round < ROUNDS; round++) {
          const question = recitalQuestion(`twice${round}of${processes}`, 10);
          const requestId = crypto.randomUUID();
          const turns = await Promise.all(pages.map(async (page) => {
            await sleep(Math.random() * 4);
            return await send(page, { question, requestId, chatId });
          }));
          assert.deepEqual(turns[0], turns[1]);
          await assertAskedOnce(site, reciter, question);
          await Promise.all(pages.map((page) => assertFollows(page, turns[0]!, question)));
          // Every other round begins a chat; the others continue one.
          chatId = chatId ? undefined : turns[0]!.chatId;
        }
      },
    });
  }

  Deno.test({
    name: `${name}: a form sent again after its response was lost follows the first`,
    ignore,
    async fn() {
      const { site, reciter, signUp } = pair();
      const [page, there] = await signUp();
      await using proxy = startStallingProxy(Number(new URL(page.origin).port));
      for (const again of [page, there]) {
        const question = recitalQuestion(`lost${crypto.randomUUID().slice(0, 8)}`, 50);
        const requestId = crypto.randomUUID();
        proxy.stall();
        const lost = page.at(`http://${proxy.address}`).startChat(question, requestId);
        const failed = assert.rejects(lost, TypeError);
        while (reciter.of(question).length === 0) await sleep(5);
        proxy.cut();
        await failed;
        const turn = await send(again, { question, requestId });
        await assertFollows(again, turn, question);
        await assertAskedOnce(site, reciter, question);
      }
    },
  });

  Deno.test({
    name: `${name}: a form sent again after its connection broke at any moment asks once`,
    ignore,
    async fn() {
      const { site, reciter, signUp } = pair();
      const [page, elsewhere] = await signUp();
      for (let round = 0; round < ROUNDS; round++) {
        await using proxy = startStallingProxy(Number(new URL(page.origin).port));
        const question = recitalQuestion(`broken${round}`, 5);
        const requestId = crypto.randomUUID();
        const sent = page.at(`http://${proxy.address}`).startChat(question, requestId)
          .catch(() => {});
        await sleep(round * 3);
        proxy.cut();
        const again = round % 2 ? page : elsewhere;
        const turn = await send(again, { question, requestId });
        await sent;
        await assertFollows(again, turn, question);
        await assertAskedOnce(site, reciter, question);
      }
    },
  });

  Deno.test({
    name: `${name}: Continue pressed twice at once, in two processes, asks once`,
    ignore,
    async fn() {
      const { site: { database }, reciter, signUp } = pair();
      const pages = await signUp();
      const [page] = pages;
      for (let round = 0; round < 3; round++) {
        const question = recitalQuestion(`continue${round}`, 60);
        const turn = await page.startChat(question);
        const followed = await followOnPage(page, turn);
        await followed.reached(100);
        await page.stop(turn);
        await followed.over;
        const position = String((await storedAnswer(database, turn)).content.length);
        const path = `/chats/${turn.chatId}/answers/${turn.answerId}/continue`;
        await Promise.all(pages.map(async (page) => {
          await sleep(Math.random() * 6);
          await page.post(path, { position });
        }));
        await Promise.all(pages.map((page) => assertFollows(page, turn, question)));
        assert.equal(reciter.of(question).length, 2, "asked, and asked to go on");
      }
    },
  });
}

Deno.test("a gRPC client that retries by itself asks once, once it has headers", async () => {
  await using site = await startParleySite(await sqliteDatabase(), { reply: "manual" });
  const parley = await site.start({ SERVE: "grpc" });
  await using proxy = startStallingProxy(Number((await parley.grpcAddress()).split(":").at(-1)));
  const client = await retryingClient(proxy.address);
  try {
    const request = { user_id: "user-1", user_message: "Once" };
    const call = client.ChatStream(request, service);
    const end = finished(call);
    await new Promise((resolve) => call.once("metadata", resolve));
    await site.upstream.next();
    proxy.cut();
    assert.equal((await end).code, status.UNAVAILABLE);
    const { questions, answers } = await countStored(site.database, "Once");
    assert.deepEqual([questions, answers, site.upstream.requests.length], [1, 1, 1]);
  } finally {
    client.close();
  }
});

Deno.test("a gRPC client that retries with an idempotency-key asks once, whenever it broke off", async () => {
  const reciter = new Reciter({ delay: 20 });
  await using site = await startParleySite(await sqliteDatabase(), { reply: reciter.script });
  const parley = await site.start({ SERVE: "grpc" });
  await using proxy = startStallingProxy(Number((await parley.grpcAddress()).split(":").at(-1)));
  const client = await retryingClient(proxy.address);
  try {
    const user_id = "user-1";
    await finished(client.ChatStream({ user_id, user_message: "Recite 1 words of x" }, service));
    proxy.stall();
    const user_message = recitalQuestion("keyed", 40);
    const metadata = bearer(SERVICE_TOKEN, { "idempotency-key": crypto.randomUUID() });
    const end = finished(client.ChatStream({ user_id, user_message }, metadata));
    while (!reciter.of(user_message)[0]?.said.length) await sleep(5);
    proxy.cut();
    const { code, content } = await end;
    assert.deepEqual([code, content], [status.OK, recitalText(user_message)]);
    await assertAskedOnce(site, reciter, user_message);
  } finally {
    client.close();
  }
});

Deno.test("POST /chat with the same Idempotency-Key asks once, whenever its caller broke off", async () => {
  const reciter = new Reciter({ delay: 20 });
  await using site = await startParleySite(await sqliteDatabase(), { reply: reciter.script });
  const origin = await (await site.start()).origin();
  const user_message = recitalQuestion("keyed", 40);
  const ask = (signal?: AbortSignal) =>
    fetch(`${origin}/chat`, {
      method: "POST",
      headers: { Authorization: SERVICE_TOKEN, "Idempotency-Key": "key-1" },
      body: JSON.stringify({ user_id: "user-1", user_message }),
      signal,
    });
  const gone = new AbortController();
  const lost = assert.rejects(ask(gone.signal));
  while (!reciter.of(user_message)[0]?.said.length) await sleep(5);
  gone.abort();
  await lost;
  const { content } = await (await ask()).json();
  assert.equal(content, recitalText(user_message));
  await assertAskedOnce(site, reciter, user_message);
});

/** A client that retries up to five times when a server can't be reached or breaks off. */
async function retryingClient(address: string) {
  const path = fileURLToPath(new URL("../../proto/chat.proto", import.meta.url));
  const definition = await load(path, { keepCase: true });
  const { pb } = loadPackageDefinition(definition) as unknown as ProtoGrpcType;
  const retryPolicy = {
    maxAttempts: 5,
    initialBackoff: "0.05s",
    maxBackoff: "0.1s",
    backoffMultiplier: 1,
    retryableStatusCodes: ["UNAVAILABLE"],
  };
  const config = { loadBalancingConfig: [], methodConfig: [{ name: [{}], retryPolicy }] };
  const options = { "grpc.service_config": JSON.stringify(config) };
  return new pb.ChatService(address, credentials.createInsecure(), options);
}

/** Sends a form. @returns the turn, which may have ended by the time the response comes. */
async function send(
  page: PageClient,
  { question, requestId, chatId }: { question: string; requestId: string; chatId?: string },
): Promise<PageTurn> {
  const path = chatId ? `/chats/${chatId}/messages` : "/chats";
  const html = await page.post(path, { message: question, requestId });
  const [, chat] = /action="\/chats\/([\w-]+)\/messages"/.exec(html) ?? [];
  const answers = html.matchAll(/id="message-([\w-]+)" class="message answer"/g);
  return { chatId: chat!, answerId: [...answers].at(-1)![1]! };
}

async function assertAskedOnce(site: ParleySite, reciter: Reciter, question: string) {
  const stored = await countStored(site.database, question);
  assert.deepEqual(stored, { questions: 1, answers: 1 }, question);
  assert.ok(reciter.of(question).length <= 1, `the upstream is asked once: ${question}`);
}

async function assertFollows(page: PageClient, turn: PageTurn, question: string) {
  const followed = await followOnPage(page, turn);
  const { isEnd, html } = await followed.over;
  assert.ok(isEnd);
  assert.ok(html.includes(recitalText(question)), "the whole answer comes");
}
