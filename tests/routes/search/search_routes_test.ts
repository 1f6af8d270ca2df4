import assert from "node:assert/strict";
import { SqlTurnGateway } from "../../../infra/db/answers/turn_gateway.ts";
import { paths } from "../../../views/paths.ts";
import { ended, firstTurn, nextTurn, regeneration } from "../../contracts/sample_turns.ts";
import { startTestSite, type TestSite } from "../test_site.ts";
import { allSearchable } from "../../support/databases/all_searchable.ts";

Deno.test("GET /chats?q= shows the results with marked words and links", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  const { chat, turns } = await store(site, user.id, [
    "Où est le café <b>?",
    "Nothing of the kind",
  ]);
  const page = await (await visitor.get("/chats?q=CAFE")).text();
  assert.match(page, /^<!DOCTYPE html>/);
  assert.match(page, /Où est le <mark>café<\/mark> &lt;b&gt;\?/);
  assert.match(page, /<input[^>]*name="q"[^>]*value="CAFE"/);
  const url = page.match(/href="([^"]+\?message=[^"]+)"/)![1]!;
  assert.equal(url, paths.foundMessage(chat.id, turns[0]!.question.id));
  const found = await (await visitor.get(url)).text();
  assert.match(found, new RegExp(`id="message-${turns[0]!.question.id}"`));
  const nothing = await (await visitor.get("/chats?q=%3Cabsent%3E")).text();
  assert.match(nothing, /No results for “&lt;absent&gt;”/);
});

Deno.test("GET /chats?q= shows lines without the marks of bold text", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  await store(site, user.id, ["The **word** and **many more**"]);
  const page = await (await visitor.get("/chats?q=word")).text();
  assert.match(page, />The <mark>word<\/mark> and many more/);
});

Deno.test("GET /chats?q= gives htmx the list's new contents and what to announce", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  await store(site, user.id, Array.from({ length: 35 }, (_, i) => `word ${i}`));
  const htmx = { htmx: true };
  const list = await (await visitor.get("/chats?q=word", htmx)).text();
  assert.match(list, /^<nav id="chat-list"/);
  assert.match(list, /<hx-partial hx-target="#search-status"[^>]*>More than 30 results</);
  assert.equal(list.match(/\?message=/g)?.length, 30);
  const more = list.match(/hx-get="(\/chats\?q=word&amp;before=[^"]+)"/)![1]!;
  const rest = await (await visitor.get(more.replace("&amp;", "&"), htmx)).text();
  assert.match(rest, /^<li>/);
  assert.equal(rest.match(/\?message=/g)?.length, 5);
  const wholePage = await (await visitor.get(more.replace("&amp;", "&"))).text();
  assert.equal(wholePage.match(/\?message=/g)?.length, 5);
  // An empty field shows the list again.
  const chats = await (await visitor.get("/chats?q=", htmx)).text();
  assert.match(chats, /^<nav id="chat-list"/);
  assert.match(chats, />A chat</);
  assert.equal((await visitor.get("/chats?q=")).status, 200);
});

Deno.test("GET /chats?q= reports an error, and keeps what was typed", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  const typed = "x".repeat(201);
  for (const htmx of [false, true]) {
    const long = await visitor.get(`/chats?q=${typed}`, { htmx });
    assert.equal(long.status, 422);
    const page = await long.text();
    assert.match(page, /Cannot search for 201 characters; at most 200 are allowed/);
    if (!htmx) assert.ok(page.includes(`value="${typed}"`));
    const words = await visitor.get(`/chats?q=${"a%20b%20c%20d%20e%20f%20g%20h%20i%20j%20k"}`, {
      htmx,
    });
    assert.equal(words.status, 422);
    assert.match(await words.text(), /Cannot search for 11 words; at most 10 are allowed/);
    for (const before of ["x", "t-1", "m99999999999999999999", "%00", "m1;"]) {
      assert.equal((await visitor.get(`/chats?q=a&before=${before}`, { htmx })).status, 422);
    }
    assert.equal((await visitor.get("/chats?q=a&before=m", { htmx })).status, 200);
  }
});

Deno.test("GET /chats/:chat?message= shows the messages around the given one", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  const contents = Array.from({ length: 120 }, (_, i) => `question ${i}.`);
  const { chat, turns } = await store(site, user.id, contents);
  const page = async (index: number) => {
    const { id } = turns[index]!.question;
    const text = await (await visitor.get(`/chats/${chat.id}?message=${id}`)).text();
    assert.match(text, new RegExp(`id="message-${id}"`));
    return {
      questions: [...text.matchAll(/question (\d+)\./g)].map((match) => Number(match[1])),
      isEnd: !text.includes("Newest messages"),
      isBeginning: !text.includes("Older messages"),
    };
  };
  const middle = await page(50);
  assert.deepEqual([middle.isBeginning, middle.isEnd], [false, false]);
  assert.ok(middle.questions.length >= 25 && middle.questions.length <= 26);
  assert.ok(middle.questions.includes(45) && middle.questions.includes(55));
  const first = await page(0);
  assert.deepEqual([first.questions[0], first.isBeginning, first.isEnd], [0, true, false]);
  const last = await page(115);
  assert.deepEqual([last.questions.at(-1), last.isBeginning, last.isEnd], [119, false, true]);
  assert.equal(last.questions.length, 25);
});

Deno.test("a message sent below an old one leads to the chat's end", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  const contents = Array.from({ length: 60 }, (_, i) => `question ${i}.`);
  const { chat, turns } = await store(site, user.id, contents);
  const composer = async (url: string) => {
    const text = await (await visitor.get(url)).text();
    return text.match(/<form id="composer-form"[^>]*>/)![0];
  };
  const plain = `action="/chats/${chat.id}/messages"`;
  const old = await composer(`/chats/${chat.id}?message=${turns[10]!.question.id}`);
  assert.ok(old.includes(plain) && !old.includes("hx-post"), "a whole page answers it");
  const last = await composer(`/chats/${chat.id}?message=${turns[59]!.question.id}`);
  assert.ok(last.includes(plain) && last.includes("hx-post"));
});

Deno.test("GET /chats/:chat?message= shows the branch of a message on another branch", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  const gateway = new SqlTurnGateway(site.database);
  const turn = firstTurn({ userId: user.id });
  await gateway.begin(turn);
  await gateway.finish(ended(turn, { content: "The first answer" }));
  const again = regeneration(turn);
  await gateway.begin(again);
  await gateway.finish(ended(again, { content: "The second answer" }));
  const url = paths.foundMessage(turn.chat.id, turn.answers[0]!.id);
  assert.match(await (await visitor.get(url)).text(), /The first answer/);
  const page = await (await visitor.get(paths.chat(turn.chat.id))).text();
  assert.match(page, /The first answer/);
  assert.doesNotMatch(page, /The second answer/);
});

Deno.test("search doesn't find other users' chats", async () => {
  await using site = await startTestSite();
  const owner = await site.signUp();
  const { visitor, user } = await site.signUp("Stranger");
  const theirs = await store(site, owner.user.id, ["Private words"]);
  const own = await store(site, user.id, ["My words"]);
  for (const htmx of [false, true]) {
    const page = await (await visitor.get("/chats?q=words", { htmx })).text();
    assert.match(page, /My <mark>words/);
    assert.doesNotMatch(page, /Private/);
  }
  const question = theirs.turns[0]!.question.id;
  for (const chatId of [theirs.chat.id, own.chat.id]) {
    const response = await visitor.get(`/chats/${chatId}?message=${question}`);
    assert.equal(response.status, 404);
    assert.doesNotMatch(await response.text(), /Private/);
  }
});

/** Stores a chat of answered questions. */
async function store({ database }: TestSite, userId: string, contents: readonly string[]) {
  const gateway = new SqlTurnGateway(database);
  const turns = [];
  let turn;
  for (const content of contents) {
    turn = turn ? nextTurn(turn.chat, { content }) : firstTurn({ userId, content });
    await gateway.begin(turn);
    await gateway.finish(ended(turn));
    turns.push(turn);
  }
  await allSearchable(database);
  return { chat: turns.at(-1)!.chat, turns };
}
