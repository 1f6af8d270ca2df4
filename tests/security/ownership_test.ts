import assert from "node:assert/strict";
import { answered } from "../support/app/test_app.ts";
import { startTestSite, type TestSite } from "../routes/test_site.ts";
import type { Fields, Visitor } from "../routes/visitor.ts";

/** Public routes. */
const open = [
  ...[
    "GET /healthz",
    "GET /readyz",
    "GET /assets/:version/:file",
    "GET /manifest.webmanifest",
    "POST /chat",
    "GET /share/:token",
    "GET /share/:token/messages/:message/text",
  ],
  // Providers belong to the server, not to a user.
  ...["GET /sign-in/:provider", "GET /sign-in/:provider/callback", "GET /sign-out/:provider"],
  ...["GET /sign-in", "POST /sign-in", "GET /sign-up", "POST /sign-up", "POST /sign-out"],
];

/** Routes about the visitor's own data. All others have an id of a user's thing in their path. */
const unowned = [
  ...open,
  ...["POST /account/defaults"],
  ...["GET /", "GET /chats", "POST /chats"],
  ...["GET /account", "POST /account/name", "POST /account/email", "POST /account/password"],
  ...["POST /account/settings", "POST /account/delete", "POST /account/tokens"],
  ...["POST /account/sessions/revoke"],
  ...["POST /account/providers/:provider/link", "POST /account/providers/:provider/unlink"],
  ...["GET /account/export", "GET /account/import", "POST /account/import"],
];

/** Form fields that would be valid if the chats were the visitor's. */
const fields = {
  position: "0",
  message: "Hello",
  title: "Mine now",
  requestId: "",
  temperature: "0.5",
  system: "Be mine",
};

Deno.test("this test covers every route with an id", async () => {
  await using site = await startTestSite();
  const others = routesOf(site).filter((route) => !unowned.includes(route));
  assert.ok(others.length >= 9);
  for (const route of others) {
    const named =
      / (\/chats\/(:chat(\/|$)|(archive|delete|restore)$)|\/account\/\w+\/:(session|token)\/)/;
    assert.match(route, named);
  }
});

Deno.test("every route answers another user's ids like ids that don't exist", async (t) => {
  await using site = await startTestSite();
  const owner = await site.signUp("Owner");
  const { visitor } = await site.signUp("Stranger");
  const turn = await site.app.startChat({ userId: owner.user.id, message: "Private words" });
  await answered(site.app, turn);
  const userId = owner.user.id;
  const { apiToken, record } = await site.app.createOwnApiToken({ userId, name: "Private token" });
  const foreign = {
    chat: turn.chatId,
    answer: turn.answers[0]!.id,
    question: turn.question.id,
    session: (await site.app.listSessions(userId))[0]!.id,
    token: record.id,
    deleted: String((await deleteChat(site, userId)).getTime()),
  };
  const unknown = someIds();
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
  assert.equal(await site.app.countDeleted(userId, new Date(Number(foreign.deleted))), 1);
  assert.equal(site.upstream.requests.length, 2);
  assert.equal((await owner.visitor.get("/account")).status, 200);
  await site.app.authenticate(apiToken);
});

Deno.test("ids of another user's messages are unknown in the visitor's chat", async () => {
  await using site = await startTestSite();
  const owner = await site.signUp("Owner");
  const stranger = await site.signUp("Stranger");
  const theirs = await site.app.startChat({ userId: owner.user.id, message: "Private words" });
  const own = await site.app.startChat({ userId: stranger.user.id, message: "Mine" });
  await Promise.all([answered(site.app, theirs), answered(site.app, own)]);
  const ids = {
    ...someIds(),
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
  for (const id of [theirs.question.id, someIds().question]) {
    const before = await stranger.visitor.get(`/chats/${own.chatId}/messages?before=${id}`);
    assert.equal(before.status, 422);
    const page = await before.text();
    assert.ok(
      page.includes(
        "Cannot list messages: this cursor is not valid; use one that the list returned",
      ),
    );
    assert.ok(!page.includes("Private words"));
  }
  const list = await stranger.visitor.get(`/chats?before=${theirs.chatId}`);
  assert.ok(!(await list.text()).includes("Private words"));
});

Deno.test("without a session every page redirects to sign-in, and other requests are refused", async (t) => {
  await using site = await startTestSite();
  const owned = routesOf(site).filter((route) => !open.includes(route));
  const ids = { ...someIds(), chat: "0198" };
  for (const route of owned) {
    await t.step(route, async () => {
      const isNoPage = /\/(events|live|text)$/.test(route);
      const page = await call(site.visitor(), route, ids, false);
      const isMessage = /^POST \/chats(\/:chat\/messages)?$/.test(route);
      assert.equal(page.status, isNoPage || isMessage ? 401 : 303);
      // The response is a sign-in page that keeps the message.
      if (isMessage) assert.match(page.body, /action="\/sign-in"[^]*name="message"/);
      else if (!isNoPage) assert.match(page.headers.get("Location")!, /^\/sign-in(\?next=%2F|$)/);
      const part = await call(site.visitor(), route, ids, true);
      // htmx would retry a stream whatever its status, so it gets a stream that says so and ends.
      if (route.endsWith("/events")) {
        assert.match(part.body, /^data:.*signed out.*\n\nevent:end\ndata:\n\n$/);
      } else if (isNoPage) assert.equal(part.status, 401);
      else {
        const next = /^\/sign-in(\?next=%2F(account|chats(%2F0198)?))?$/;
        assert.match(part.headers.get("HX-Redirect")!, next);
      }
    });
  }
});

/** The routes of pages; those of the JSON API have a test of their own. */
function routesOf({ routes }: TestSite): string[] {
  const served = routes.routes.filter(({ method, path }) =>
    method !== "ALL" && !path.startsWith("/api/")
  );
  return [...new Set(served.map(({ method, path }) => `${method} ${path}`))];
}

function fieldsOf(route: string, question: string): Fields {
  return route.endsWith("/branch") ? { message: question } : { question };
}

/** Deletes another chat of this user. */
async function deleteChat({ app }: TestSite, userId: string): Promise<Date> {
  const turn = await app.startChat({ userId, message: "Deleted words" });
  await answered(app, turn);
  return await app.deleteChats(userId, { ids: [turn.chatId] });
}

type Ids = Readonly<
  Record<"chat" | "answer" | "question" | "session" | "token" | "deleted", string>
>;

/** Unknown ids. */
function someIds(): Ids {
  const id = () => crypto.randomUUID();
  return { chat: id(), answer: id(), question: id(), session: id(), token: id(), deleted: "0" };
}

async function call(
  visitor: Visitor,
  route: string,
  ids: Ids,
  htmx: boolean,
) {
  const [method, pattern] = route.split(" ") as [string, string];
  const known: Readonly<Record<string, string>> = { ...ids, message: ids.question };
  const path = pattern.replace(/:(\w+)/g, (name, key) => known[key] ?? name);
  const { chat, deleted } = ids;
  const named = { ...fieldsOf(route, ids.question), chat, deleted };
  const response = method === "GET"
    ? await visitor.get(path, { htmx })
    : await visitor.post(path, { ...fields, ...named }, { htmx });
  const { status, headers } = response;
  headers.delete("X-Request-Id");
  return { status, headers, body: await response.text() };
}
