import { status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { databases, type TestDatabase } from "../support/databases/databases.ts";
import { EventStream } from "../support/http/event_stream.ts";
import { bearer, chatClient, finished } from "../support/grpc/client.ts";
import { actingFor, ChatClientV1 } from "../support/grpc/v1_client.ts";
import { PageClient, type PageTurn, Refused } from "../support/browser/page_client.ts";
import { type ParleySite, startParleySite } from "../support/browser/parley_site.ts";
import { ownerOf, storedAnswer } from "../support/databases/stored_messages.ts";
import { SERVICE_TOKEN } from "../support/app/test_app.ts";
import { within } from "../support/suite/within.ts";

/** Milliseconds within which a stream must end; twice the promised time, for busy machines. */
const END_LIMIT = 4_000;

const PASSWORD = "correct horse battery";

/** A token created on the account page, and its id there. */
type PageApiToken = { readonly secret: string; readonly id: string };

/** A user with two tokens and a running answer that never ends by itself. */
type Person = {
  readonly page: PageClient;
  readonly userId: string;
  readonly apiToken: PageApiToken;
  readonly turn: PageTurn;
};

async function arrive(site: ParleySite, origin: string): Promise<Person> {
  const page = await PageClient.signUp(origin);
  const turn = await page.startChat("Say something");
  await (await site.upstream.next()).text("Something");
  const userId = await ownerOf(site.database, turn.chatId);
  return { page, userId, turn, apiToken: await makeApiToken(page) };
}

async function makeApiToken(page: PageClient): Promise<PageApiToken> {
  const fields = new URLSearchParams([["tokenName", "test"], ["expires", "30"]]);
  for (const scope of ["chat:read", "chat:write"]) fields.append("scope", scope);
  const html = await page.post("/account/tokens", fields);
  const [, secret] = /<code id="new-token">(parley_[\w-]+)</.exec(html)!;
  const [, id] = /action="\/account\/tokens\/([\w-]+)\/revoke"/.exec(html)!;
  return { secret: secret!, id: id! };
}

/** An open stream of any transport. */
type Open = {
  readonly name: string;
  /** Resolves with how it ended: a status or a word. */
  readonly end: Promise<string>;
};

/** The process where streams are opened, not the one where rights end. */
type Elsewhere = { readonly origin: string; readonly grpc: string };

/** Opens a browser's streams, with its session. */
async function openPages({ page, turn }: Person, { origin }: Elsewhere): Promise<Open[]> {
  const there = page.at(origin);
  const events = await there.events(turn);
  await events.read(() => events.lastId !== "");
  const path = `${origin}/chats/${turn.chatId}/answers/${turn.answerId}/live`;
  const live = await fetch(path, { headers: { Cookie: page.cookie } });
  return [
    { name: "events", end: events.read().then(() => events.events.at(-1)?.event || "closed") },
    { name: "live", end: live.text().then((html) => /refresh/.exec(html)?.[0] ?? "?") },
  ];
}

/** Opens programs' streams, with a token or with the service token on behalf of a user. */
async function openCalls(
  { turn: { chatId, answerId }, userId }: Pick<Person, "turn" | "userId">,
  { origin, grpc }: Elsewhere,
  secret = SERVICE_TOKEN,
): Promise<Open[]> {
  const user: Record<string, string> = secret === SERVICE_TOKEN ? { "X-Parley-User": userId } : {};
  const url = `${origin}/api/v1/chats/${chatId}/answers/${answerId}`;
  const headers = { ...user, Authorization: `Bearer ${secret}` };
  const waiting = fetch(url, { headers });
  const json = new EventStream(
    await fetch(url, { headers: { ...headers, Accept: "text/event-stream" } }),
  );
  await json.read(() => json.lastId !== "");
  const client = await ChatClientV1.connect(
    grpc,
    secret === SERVICE_TOKEN ? actingFor(userId) : bearer(secret),
  );
  const call = client.open("FollowAnswer", { chat_id: chatId, answer_id: answerId });
  await call.until(({ delta }) => delta !== null);
  const problem = () => JSON.parse(json.events.at(-1)!.data).code ?? "none";
  return [
    { name: "JSON", end: waiting.then(async (response) => (await response.json()).code ?? "none") },
    { name: "JSON events", end: json.read().then(problem) },
    {
      name: "FollowAnswer",
      end: call.end.then(({ code }) => {
        client[Symbol.dispose]();
        return status[code];
      }),
    },
  ];
}

/** Which of the streams have ended in time, and how. */
async function endsOf(streams: readonly Open[]): Promise<Record<string, string>> {
  const ends = streams.map(async ({ name, end }) => [name, await within(END_LIMIT, end)] as const);
  return Object.fromEntries(await Promise.all(ends));
}

const pagesClosed = { events: "closed", live: "refresh" };
const callsRefused = {
  "JSON": "unauthenticated",
  "JSON events": "unauthenticated",
  FollowAnswer: "UNAUTHENTICATED",
};

for (const { name, ignore, open } of databases()) {
  Deno.test({
    name: `${name}: streams end in every process when the right they were opened with ends`,
    ignore,
    async fn(t) {
      const database = await open();
      await using site = await startParleySite(database, { reply: "manual" });
      const [a, b] = await Promise.all([site.start(), site.start()]);
      const [here, origin, grpc] = [await a.origin(), await b.origin(), await b.grpcAddress()];
      const there = { origin, grpc };

      await t.step("signed out", async () => {
        const person = await arrive(site, here);
        const calls = await openCalls(person, there, person.apiToken.secret);
        const pages = await openPages(person, there);
        await person.page.post("/sign-out");
        assert.deepEqual(await endsOf(pages), pagesClosed);
        await assert.rejects(person.page.at(origin).events(person.turn), isUnauthorized);
        await isStillMade(database, person, calls);
      });

      await t.step("session expired", async () => {
        const person = await arrive(site, here);
        const pages = await openPages(person, there);
        await database.db.updateTable("sessions").set({ expires_at: Date.now() })
          .where("user_id", "=", person.userId).execute();
        assert.deepEqual(await endsOf(pages), pagesClosed);
      });

      await t.step("password changed", async () => {
        const person = await arrive(site, here);
        const pages = await openPages(person, there);
        const newPassword = "another horse battery";
        await person.page.post("/account/password", { currentPassword: PASSWORD, newPassword });
        assert.deepEqual(await endsOf(pages), pagesClosed);
      });

      await t.step("token revoked", async () => {
        const person = await arrive(site, here);
        const other = await makeApiToken(person.page);
        const pages = await openPages(person, there);
        const others = await openCalls(person, there, other.secret);
        const calls = await openCalls(person, there, person.apiToken.secret);
        await person.page.post(`/account/tokens/${person.apiToken.id}/revoke`);
        assert.deepEqual(await endsOf(calls), callsRefused);
        await isStillMade(database, person, [...pages, ...others]);
      });

      await t.step("token expired", async () => {
        const person = await arrive(site, here);
        const calls = await openCalls(person, there, person.apiToken.secret);
        await database.db.updateTable("api_tokens").set({ expires_at: Date.now() })
          .where("id", "=", person.apiToken.id).execute();
        assert.deepEqual(await endsOf(calls), callsRefused);
      });

      await t.step("account deleted", async () => {
        const person = await arrive(site, here);
        const streams = [
          ...await openPages(person, there),
          ...await openCalls(person, there, person.apiToken.secret),
        ];
        const service = await openCalls(person, there);
        await person.page.post("/account/delete", { deletePassword: PASSWORD });
        await endsOf([...streams, ...service]);
      });

      await t.step("chat deleted", async () => {
        const person = await arrive(site, here);
        const streams = [
          ...await openPages(person, there),
          ...await openCalls(person, there, person.apiToken.secret),
        ];
        await person.page.post(`/chats/${person.turn.chatId}/delete`);
        await endsOf(streams);
      });

      await t.step("token of a call that began an answer revoked", async () => {
        const person = await arrive(site, here);
        const began = site.upstream.next();
        using client = await chatClient(grpc);
        const { userId: user_id, apiToken } = person;
        const call = client.ChatStream({ user_id, user_message: "Go on" }, bearer(apiToken.secret));
        const end = finished(call);
        const exchange = await began;
        await exchange.text("Going on");
        await person.page.post(`/account/tokens/${apiToken.id}/revoke`);
        assert.equal((await within(END_LIMIT, end)).code, status.UNAUTHENTICATED);
        // As when the caller hangs up.
        await within(END_LIMIT, exchange.closed);
      });

      await t.step("share stopped", async () => {
        const { page, turn: { chatId } } = await arrive(site, here);
        await page.post(`/chats/${chatId}/share`);
        const html = await page.get(`/chats/${chatId}/share`);
        const [path] = /\/share\/[\w-]{20,}/.exec(html)!;
        const shared = async () => {
          const response = await fetch(origin + path);
          await response.body!.cancel();
          return response.status;
        };
        assert.equal(await shared(), 200);
        await page.post(`/chats/${chatId}/unshare`);
        assert.equal(await shared(), 404);
      });
    },
  });
}

function isUnauthorized(error: unknown): boolean {
  return error instanceof Refused && error.status === 401;
}

/** Checks that the answer itself and the streams under other rights go on. */
async function isStillMade(
  database: TestDatabase,
  { turn }: Person,
  streams: readonly Open[],
): Promise<void> {
  assert.equal((await storedAnswer(database, turn)).state, "streaming");
  for (const { name, end } of streams) {
    const now = await Promise.race([end, Promise.resolve("open")]);
    assert.equal(now, "open", name);
  }
}
