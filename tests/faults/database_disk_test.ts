import assert from "node:assert/strict";
import { sql } from "kysely";
import { openDatabase } from "../../infra/db/connection/open_database.ts";
import type { TestDatabase } from "../support/databases/databases.ts";
import { canMountMemory, mountMemory } from "../support/databases/memory_disk.ts";
import { PageClient, Refused } from "../support/browser/page_client.ts";
import { startParleySite } from "../support/browser/parley_site.ts";
import { recitalQuestion, recitalText, Reciter } from "../support/upstream/reciter.ts";
import { countStored, storedAnswer } from "../support/databases/stored_messages.ts";
import { followOnPage } from "../support/app/followed_answer.ts";

Deno.test({
  name: "on a full disk, sends are refused and running answers kept until there is room",
  ignore: !canMountMemory,
  async fn(t) {
    await using disk = await mountMemory(4 * 1024 * 1024);
    await using stack = new AsyncDisposableStack();
    const reciter = new Reciter({ delay: 20 });
    const database = await openFile(`${disk.path}/parley.db`);
    const site = stack.use(await startParleySite(database, { reply: reciter.script }));
    const parley = await site.start();
    const page = await PageClient.signUp(await parley.origin());
    const question = recitalQuestion("running", 300);
    const turn = await page.startChat(question);
    const followed = await followOnPage(page, turn);
    await followed.reached(20);

    const acknowledged: string[] = [];
    for (let count = 0; count < 10; count++) await send(page, acknowledged);
    await fill(disk.path);
    const refusal = await sendUntilRefused(page, acknowledged);
    await t.step("sends are refused, and say why", async () => {
      assert.equal(refusal.status, 503);
      assert.match(refusal.html, /Cannot store this: the server&#39;s storage is full or fails/);
      assert.ok(refusal.headers.get("Retry-After"));
      await parley.logged("database or disk is full");
    });
    await t.step("chats can be read, and the running answer goes on", async () => {
      assert.match(await page.get(`/chats/${turn.chatId}`), /Recite 300 words of running/);
      const shown = followed.shown.at(-1)!.position;
      await followed.reached(shown + 100);
    });

    await Deno.remove(`${disk.path}/filler`);
    await t.step("sends work when there is room again", async () => {
      await page.startChat(recitalQuestion("afterwards", 30));
      assert.equal((await followed.over).isEnd, true);
      const { state, content } = await storedAnswer(database, turn);
      assert.deepEqual({ state, content }, { state: "complete", content: recitalText(question) });
      await parley.logged("The database works again");
    });
    await t.step(`nothing is lost (${acknowledged.length} sends) or corrupt`, async () => {
      for (const sent of acknowledged) {
        assert.deepEqual(await countStored(database, sent), { questions: 1, answers: 1 });
      }
      await assertIntact(database);
    });
    parley.signal("SIGTERM");
    const { code, stdout } = await parley.ended();
    assert.equal(code, 0);
    const errors = stdout.split("\n").filter((line) => line.includes('"level":"error"'));
    await t.step(`the log reports it in ${errors.length} lines`, () => {
      assert.ok(errors.length <= 4, errors.join("\n"));
    });
  },
});

Deno.test("sends are refused while the data folder is moved away", async (t) => {
  const parent = await Deno.makeTempDir({ prefix: "parley-moved-" });
  const data = `${parent}/data`;
  await Deno.mkdir(data);
  {
    const reciter = new Reciter({ delay: 20 });
    const database = await openFile(`${data}/parley.db`);
    await using site = await startParleySite(database, { reply: reciter.script });
    const parley = await site.start();
    const page = await PageClient.signUp(await parley.origin());
    await page.startChat(recitalQuestion("before", 30));

    await Deno.rename(data, `${parent}/elsewhere`);
    const lost = recitalQuestion("lost", 30);
    await assert.rejects(page.startChat(lost), (error: Refused) => error.status === 503);
    await t.step("the log says why", async () => {
      await parley.logged("The database's file was moved or deleted");
    });

    await Deno.rename(`${parent}/elsewhere`, data);
    const afterwards = recitalQuestion("afterwards", 30);
    await page.startChat(afterwards);
    assert.deepEqual(await countStored(database, lost), { questions: 0, answers: 0 });
    assert.deepEqual(await countStored(database, afterwards), { questions: 1, answers: 1 });
    await assertIntact(database);
  }
  await Deno.remove(parent, { recursive: true });
});

Deno.test("another process that holds the write lock delays sends, and then refuses them", async (t) => {
  const data = await Deno.makeTempDir({ prefix: "parley-busy-" });
  {
    const reciter = new Reciter({ delay: 20 });
    const database = await openFile(`${data}/parley.db`);
    await using site = await startParleySite(database, { reply: reciter.script });
    const parley = await site.start();
    const page = await PageClient.signUp(await parley.origin());
    const { chatId } = await page.startChat(recitalQuestion("before", 3));
    const send = (tag: string) => page.startChat(recitalQuestion(tag, 100));

    await t.step("held for 2 s: a send waits, and pages are served meanwhile", async () => {
      const release = await holdWriteLock(database);
      let isSent = false;
      const sent = send("waits").then(() => isSent = true);
      // The lock is not released before that.
      await page.get(`/chats/${chatId}`);
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      assert.ok(!isSent);
      release();
      await sent;
    });
    await t.step(
      "held for longer: a send is refused after 10 s, and the next one is served",
      async () => {
        const release = await holdWriteLock(database);
        const start = performance.now();
        await assert.rejects(send("refused"), (error: Refused) => {
          assert.equal(error.status, 503);
          assert.match(error.html, /The database is too busy/);
          return true;
        });
        assert.ok(performance.now() - start < 15_000);
        release();
        await send("served");
      },
    );
    await assertIntact(database);
  }
  await Deno.remove(data, { recursive: true });
});

async function openFile(path: string): Promise<TestDatabase> {
  const url = `sqlite:${path}`;
  const database = await openDatabase(url);
  await database.migrate();
  return { ...database, url, [Symbol.asyncDispose]: () => database.close() };
}

/** Fills the disk completely. */
async function fill(folder: string): Promise<void> {
  using file = await Deno.open(`${folder}/filler`, { write: true, create: true });
  for (let size = 64 * 1024; size >= 1;) {
    try {
      await file.write(new Uint8Array(size));
    } catch {
      size = Math.floor(size / 2);
    }
  }
}

async function send(page: PageClient, acknowledged: string[]): Promise<void> {
  const question = recitalQuestion(`send${acknowledged.length}`, 1);
  await page.post("/chats", { message: question, requestId: question });
  acknowledged.push(question);
}

/** SQLite may still have room in its write-ahead log. */
async function sendUntilRefused(page: PageClient, acknowledged: string[]): Promise<Refused> {
  while (acknowledged.length < 500) {
    try {
      await send(page, acknowledged);
    } catch (error) {
      return error as Refused;
    }
  }
  throw new Error("The disk never became full");
}

/** @returns a function that releases the lock. */
async function holdWriteLock(database: TestDatabase): Promise<() => void> {
  const holding = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  void database.transaction(() => {
    holding.resolve();
    return release.promise;
  });
  await holding.promise;
  return release.resolve;
}

async function assertIntact({ db }: TestDatabase): Promise<void> {
  const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db);
  assert.deepEqual(rows.map((row) => row.integrity_check), ["ok"]);
}
