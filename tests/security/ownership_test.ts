import assert from "node:assert/strict";
import { answered } from "../support/test_app.ts";
import { startTestSite, type TestSite } from "../routes/test_site.ts";
import type { Fields, Visitor } from "../routes/visitor.ts";

/** Routes that name nothing anybody owns. All others name a chat in their path. */
const unowned = [
  ...[
    "GET /healthz",
    "GET /readyz",
    "GET /assets/:file",
    "GET /manifest.webmanifest",
    "POST /chat",
  ],
  ...["GET /sign-in", "POST /sign-in", "GET /sign-up", "POST /sign-up", "POST /sign-out"],
  ...["GET /", "GET /chats", "POST /chats"],
];

/** Form fields that would be right, were the chat the visitor's. */
const fields = { position: "0", message: "Hello", title: "Mine now", requestId: "" };

Deno.test("every route that names a chat is in this test", async () => {
  await using site = await startTestSite();
  const others = routesOf(site).filter((route) => !unowned.includes(route));
  assert.ok(others.length >= 9);
  for (const route of others) assert.match(route, / \/chats\/:chat(\/|$)/);
});

Deno.test("every route answers another user's ids like ids that don't exist", async (t) => {
  await using site = await startTestSite();
  const owner = await site.signUp("Owner");
  const { visitor } = await site.signUp("Stranger");
  const turn = await site.app.startChat({ userId: owner.user.id, message: "Private words" });
  await answered(site.app, turn);
  const foreign = { chat: turn.chatId, answer: turn.answers[0]!.id, question: turn.question.id };
  const unknown = {
    chat: crypto.randomUUID(),
    answer: crypto.randomUUID(),
    question: crypto.randomUUID(),
  };
  for (const route of routesOf(site).filter((route) => !unowned.includes(route))) {
    for (const htmx of [false, true]) {
      await t.step(`${route}${htmx ? " with htmx" : ""}`, async () => {
        const theirs = await call(visitor, route, foreign, htmx);
        const nobodys = await call(visitor, route, unknown, htmx);
        assert.equal(theirs.status, 404);
        assert.deepEqual(theirs, nobodys);
        assert.ok(!theirs.body.includes("Private words"));
      });
    }
  }
  const chat = await site.app.getChat(owner.user.id, turn.chatId);
  assert.equal(chat.title, "Private words");
  assert.equal(chat.status, "active");
  assert.equal(site.upstream.requests.length, 1);
});

Deno.test("ids of another user's messages are unknown in one's own chat", async () => {
  await using site = await startTestSite();
  const owner = await site.signUp("Owner");
  const stranger = await site.signUp("Stranger");
  const theirs = await site.app.startChat({ userId: owner.user.id, message: "Private words" });
  const own = await site.app.startChat({ userId: stranger.user.id, message: "Mine" });
  await Promise.all([answered(site.app, theirs), answered(site.app, own)]);
  const ids = {
    chat: own.chatId,
    answer: theirs.answers[0]!.id,
    question: theirs.question.id,
  };
  const routes = routesOf(site).filter((route) =>
    /:answer|:message|\/(answers|branch)$/.test(route)
  );
  assert.ok(routes.length >= 2);
  for (const route of routes) {
    assert.equal((await call(stranger.visitor, route, ids, false)).status, 404, route);
  }
  const edit = { message: "Hello", replaces: theirs.question.id };
  const messages = `/chats/${own.chatId}/messages`;
  assert.equal((await stranger.visitor.post(messages, edit)).status, 404);
  const before = `/chats/${own.chatId}/messages?before=${theirs.question.id}`;
  assert.equal((await stranger.visitor.get(before)).status, 404);
  const list = await stranger.visitor.get(`/chats?before=${theirs.chatId}`);
  assert.ok(!(await list.text()).includes("Private words"));
});

Deno.test("without a session every page leads to sign-in, and streams are refused", async (t) => {
  await using site = await startTestSite();
  const owned = routesOf(site).filter((route) => !unowned.slice(0, -3).includes(route));
  const ids = { chat: "0198", answer: "0199", question: "0200" };
  for (const route of owned) {
    await t.step(route, async () => {
      const isStream = /\/(events|live)$/.test(route);
      const page = await call(site.visitor(), route, ids, false);
      assert.equal(page.status, isStream ? 401 : 303);
      if (!isStream) assert.match(page.headers.get("Location")!, /^\/sign-in(\?next=%2F|$)/);
      const part = await call(site.visitor(), route, ids, true);
      if (isStream) assert.equal(part.status, 401);
      else assert.match(part.headers.get("HX-Redirect")!, /^\/sign-in(\?next=%2Fchats%2F0198)?$/);
    });
  }
});

function routesOf({ routes }: TestSite): string[] {
  const served = routes.routes.filter(({ method }) => method !== "ALL");
  return [...new Set(served.map(({ method, path }) => `${method} ${path}`))];
}

function fieldsOf(route: string, question: string): Fields {
  return route.endsWith("/branch") ? { message: question } : { question };
}

async function call(
  visitor: Visitor,
  route: string,
  ids: { chat: string; answer: string; question: string },
  htmx: boolean,
) {
  const [method, pattern] = route.split(" ") as [string, string];
  const path = pattern.replace(":chat", ids.chat).replace(":answer", ids.answer)
    .replace(":message", ids.question);
  const response = method === "GET"
    ? await visitor.get(path, { htmx })
    : await visitor.post(path, { ...fields, ...fieldsOf(route, ids.question) }, { htmx });
  const { status, headers } = response;
  headers.delete("X-Request-Id");
  return { status, headers, body: await response.text() };
}
