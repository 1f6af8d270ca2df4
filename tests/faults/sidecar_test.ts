import { status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { databases, sqliteDatabase } from "../support/databases/databases.ts";
import { bearer, chatClient, finished } from "../support/grpc/client.ts";
import { PageClient } from "../support/browser/page_client.ts";
import { type ParleySite, startParleySite } from "../support/browser/parley_site.ts";
import { recitalQuestion, recitalText, Reciter } from "../support/upstream/reciter.ts";
import { ownerOf, storedAnswer } from "../support/databases/stored_messages.ts";
import { streamingAnswer } from "../support/app/streaming_answer.ts";
import { SERVICE_TOKEN } from "../support/app/test_app.ts";
import { within } from "../support/suite/within.ts";
import { followOnPage } from "../support/app/followed_answer.ts";

/**
 * Most milliseconds that text takes through another process; twice the promised time, for busy
 * machines.
 */
const LAG_LIMIT = 2_000;

const service = bearer(SERVICE_TOKEN);

for (const { name, ignore, open } of databases()) {
  Deno.test({
    name:
      `${name}: an answer over gRPC streams live in the page of another process, and on in turn`,
    ignore,
    async fn() {
      const reciter = new Reciter();
      const database = await open();
      await using site = await startParleySite(database, { reply: reciter.script });
      const { page, client } = await startPair(site);
      using _ = client;
      const first = await page.startChat(recitalQuestion("page", 3));
      await (await followOnPage(page, first)).over;
      const { chatId: chat_id } = first;
      const user_id = await ownerOf(database, chat_id);

      const question = recitalQuestion("program", 60);
      const call = client.ChatStream({ chat_id, user_id, user_message: question }, service);
      const end = finished(call);
      await new Promise((resolve) => call.once("data", resolve));
      const followed = await followOnPage(
        page,
        streamingAnswer(await page.get(`/chats/${chat_id}`)),
      );
      await followed.reached(recitalText(question).length);
      const lag = performance.now() - reciter.of(question)[0]!.said.at(-1)!.time;
      assert.ok(lag < LAG_LIMIT, `${lag} ms`);
      assert.equal((await followed.over).isEnd, true);
      const { code, content } = await end;
      assert.deepEqual({ code, content }, { code: status.OK, content: recitalText(question) });

      const next = recitalQuestion("again", 3);
      await (await followOnPage(page, await page.send(chat_id, next))).over;
      const asked = site.upstream.requests.at(-1)!.body.messages.map(({ content }) => content);
      const questions = [recitalQuestion("page", 3), question, next];
      assert.deepEqual(asked.filter((content) => content.startsWith("Recite")), questions);
      assert.equal(asked.at(-2), recitalText(question));
    },
  });

  Deno.test({
    name: `${name}: while a page's answer is running, gRPC can't ask in its chat`,
    ignore,
    async fn() {
      const reciter = new Reciter();
      const database = await open();
      await using site = await startParleySite(database, { reply: reciter.script });
      const { page, client } = await startPair(site);
      using _ = client;
      const turn = await page.startChat(recitalQuestion("page", 200));
      const followed = await followOnPage(page, turn);
      await followed.reached(50);
      const user_id = await ownerOf(database, turn.chatId);
      const user_message = recitalQuestion("program", 3);
      const request = { chat_id: turn.chatId, user_id, user_message };
      const early = await finished(client.ChatStream(request, service));
      assert.equal(early.code, status.FAILED_PRECONDITION);
      await page.stop(turn);
      await followed.over;
      const { content } = await storedAnswer(database, turn);
      const metadata = bearer(await apiToken(site, user_id));
      const late = await finished(client.ChatStream(request, metadata));
      assert.deepEqual([late.code, late.responses.at(-1)?.chat_id], [status.OK, turn.chatId]);
      assert.equal(late.content, recitalText(user_message));
      const asked = site.upstream.requests.at(-1)!.body.messages;
      assert.equal(asked.at(-2)!.content, content);
    },
  });

  Deno.test({
    name: `${name}: an answer over gRPC is stopped from the page of another process`,
    ignore,
    async fn() {
      const reciter = new Reciter();
      const database = await open();
      await using site = await startParleySite(database, { reply: reciter.script });
      const { page, client } = await startPair(site);
      using _ = client;
      const { chatId: chat_id, ...first } = await page.startChat(recitalQuestion("page", 1));
      await (await followOnPage(page, { chatId: chat_id, ...first })).over;
      const user_id = await ownerOf(database, chat_id);
      const user_message = recitalQuestion("program", 500);
      const call = client.ChatStream({ chat_id, user_id, user_message }, service);
      const end = finished(call);
      await new Promise((resolve) => call.once("data", resolve));
      const stopped = performance.now();
      await page.stop(streamingAnswer(await page.get(`/chats/${chat_id}`)));
      const delay = await within(5_000, reciter.of(user_message)[0]!.closed) - stopped;
      assert.ok(delay < LAG_LIMIT, `${delay} ms`);
      const { code, content } = await end;
      assert.equal(code, status.OK);
      assert.ok(content.length > 0 && recitalText(user_message).startsWith(content));
    },
  });
}

Deno.test("SERVE=web opens no port for gRPC, and SERVE=grpc none for pages", async () => {
  await using site = await startParleySite(await sqliteDatabase());
  const [WEB_SERVER_PORT, GRPC_SERVER_PORT] = [`${freePort()}`, `${freePort()}`];
  const ports = { WEB_SERVER_PORT, GRPC_SERVER_PORT };
  const both = () => Promise.all([listens(WEB_SERVER_PORT), listens(GRPC_SERVER_PORT)]);
  {
    await using _ = await site.start({ SERVE: "web", ...ports });
    assert.deepEqual(await both(), [true, false]);
  }
  await using _ = await site.start({ SERVE: "grpc", ...ports });
  assert.deepEqual(await both(), [false, true]);
});

/** A process that serves pages, with a visitor, and another that serves gRPC, with a client. */
async function startPair(site: ParleySite) {
  const [web, grpc] = await Promise.all([
    site.start({ SERVE: "web" }),
    site.start({ SERVE: "grpc" }),
  ]);
  const page = await PageClient.signUp(await web.origin());
  return { page, client: await chatClient(await grpc.grpcAddress()) };
}

async function apiToken(site: ParleySite, userId: string): Promise<string> {
  const { email } = await site.database.db.selectFrom("users").select("email")
    .where("id", "=", userId).executeTakeFirstOrThrow();
  return await site.run("token", `--email=${email}`, "--name=laptop");
}

async function listens(port: string): Promise<boolean> {
  const connecting = Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
  return await connecting.then((connection) => {
    connection.close();
    return true;
  }, () => false);
}

/** A port that was free a moment ago. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
