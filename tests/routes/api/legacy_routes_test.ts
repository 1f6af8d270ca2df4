import assert from "node:assert/strict";
import { refuse } from "../../support/upstream/fake_openai.ts";
import { SERVICE_TOKEN } from "../../support/app/test_app.ts";
import { startTestSite, type TestSite } from "../test_site.ts";

const service = { Authorization: SERVICE_TOKEN };

Deno.test("POST /chat answers as the predecessor did, and continues the same chat", async () => {
  await using site = await startTestSite();
  const { user } = await site.signUp();
  const first = await ask(site, { user_id: user.id, user_message: "Hello" });
  assert.equal(first.status, 200);
  const { chat_id, ...rest } = await first.json();
  assert.deepEqual(rest, { user_id: user.id, content: "You said: Hello" });
  const second = await ask(site, { chat_id, user_id: user.id, user_message: "Again" });
  assert.deepEqual(await second.json(), { chat_id, user_id: user.id, content: "You said: Again" });
  const roles = site.upstream.requests[1]!.body.messages.map(({ role }) => role);
  assert.deepEqual(roles, ["user", "assistant", "user"]);
});

Deno.test("POST /chat starts a chat for an unknown, empty or foreign chat_id", async () => {
  await using site = await startTestSite();
  const { user } = await site.signUp();
  const { user: other } = await site.signUp("Grace");
  const foreign = await (await ask(site, { user_id: other.id, user_message: "Mine" })).json();
  for (const chat_id of [crypto.randomUUID(), "no such chat", "", null, foreign.chat_id]) {
    const response = await ask(site, { chat_id, user_id: user.id, user_message: "Hello" });
    assert.equal(response.status, 200);
    const body = await response.json();
    assert.notEqual(body.chat_id, chat_id);
    assert.equal((await site.app.getChat(user.id, body.chat_id)).userId, user.id);
  }
});

Deno.test("POST /chat takes the token bare or as Bearer, and a user's own token for that user", async () => {
  await using site = await startTestSite();
  const { user } = await site.signUp();
  const { user: other } = await site.signUp("Grace");
  const { apiToken } = await site.app.createApiToken({ email: user.email, name: "script" });
  const hello = { user_id: user.id, user_message: "Hello" };
  for (const Authorization of [`Bearer ${SERVICE_TOKEN}`, apiToken, `Bearer ${apiToken}`]) {
    assert.equal((await ask(site, hello, { Authorization })).status, 200);
  }
  const foreign = await ask(site, { ...hello, user_id: other.id }, { Authorization: apiToken });
  assert.equal(foreign.status, 403);
  assert.equal((await foreign.json()).error.code, "permission_denied");
});

Deno.test("POST /chat refuses all callers without the token with the same message", async () => {
  await using site = await startTestSite();
  const bodies = [];
  const wrong: Record<string, string>[] = [
    {},
    { Authorization: "wrong" },
    { Authorization: "Bearer " },
  ];
  for (const headers of wrong) {
    const response = await ask(site, { user_id: "u", user_message: "Hello" }, headers);
    assert.equal(response.status, 401);
    assert.match(response.headers.get("WWW-Authenticate")!, /^Bearer realm="Parley"/);
    bodies.push(await response.text());
  }
  assert.equal(new Set(bodies).size, 1);
  const { visitor } = await site.signUp();
  const withCookie = await visitor.request("/chat", { method: "POST", body: "{}" });
  assert.equal(withCookie.status, 401, "a browser's session is no credential here");
});

Deno.test("POST /chat says which fields are wrong", async () => {
  await using site = await startTestSite();
  const { user } = await site.signUp();
  const cases: [unknown, string[]][] = [
    [{}, ["user_id", "user_message"]],
    [{ user_id: 7, user_message: "Hello" }, ["user_id"]],
    [{ user_id: 7, user_message: "Hello", chat_id: {} }, ["chat_id", "user_id"]],
    [{ user_id: "", user_message: "Hello" }, ["user_id"]],
    [{ user_id: "u".repeat(256), user_message: "Hello" }, ["user_id"]],
    [[], ["body"]],
    ["text", ["body"]],
    [{ user_id: user.id, user_message: "  " }, ["user_message"]],
    [{ user_id: ` ${user.id}`, user_message: "Hello" }, ["user_id"]],
    [{ user_id: "\ud800", user_message: "Hello" }, ["user_id"]],
    [{ user_id: user.id, user_message: "half \ud83d" }, ["user_message"]],
    [{ user_id: user.id, user_message: "Hello", chat_id: "\ud800" }, ["chat_id"]],
  ];
  for (const [body, fields] of cases) {
    const response = await ask(site, body);
    assert.equal(response.status, 422);
    const { error } = await response.json();
    assert.equal(error.code, "invalid_argument");
    assert.deepEqual(Object.keys(error.fields).sort(), fields, JSON.stringify(body));
    assert.ok(error.message.length > 0);
    assert.doesNotMatch(JSON.stringify(error), /Invalid input|expected|received/);
  }
});

Deno.test("POST /chat refuses a key that was used for another message", async () => {
  await using site = await startTestSite();
  const { user } = await site.signUp();
  const keyed = { ...service, "Idempotency-Key": "key" };
  const hello = { user_id: user.id, user_message: "Hello" };
  assert.equal((await ask(site, hello, keyed)).status, 200);
  const refused = await ask(site, { ...hello, user_message: "Other words" }, keyed);
  assert.equal(refused.status, 422);
  assert.deepEqual(Object.keys((await refused.json()).error.fields), ["Idempotency-Key"]);
});

Deno.test("POST /chat reads JSON of any declared type, and refuses anything else", async () => {
  await using site = await startTestSite();
  const { user } = await site.signUp();
  const body = JSON.stringify({ user_id: user.id, user_message: "Hello" });
  const form = { ...service, "Content-Type": "application/x-www-form-urlencoded" };
  assert.equal((await post(site, body, form)).status, 200);
  for (const broken of ["", "{", "user_id=7", body.slice(0, -1)]) {
    const response = await post(site, broken, service);
    assert.equal(response.status, 400, broken);
    assert.equal((await response.json()).error.code, "malformed_request");
  }
});

Deno.test("POST /chat refuses 2 MB, whether the length is declared or not", async () => {
  await using site = await startTestSite();
  const user_message = "x".repeat(2_000_000);
  const body = JSON.stringify({ user_id: "u", user_message });
  const length = { ...service, "Content-Length": String(body.length) };
  for (const headers of [service, length]) {
    const response = await post(site, body, headers);
    assert.equal(response.status, 413);
    assert.equal((await response.json()).error.code, "payload_too_large");
  }
});

Deno.test("POST /chat names both numbers when a message is too long", async () => {
  await using site = await startTestSite();
  const { user } = await site.signUp();
  const tokens = await ask(site, { user_id: user.id, user_message: "word ".repeat(9_000) });
  assert.equal(tokens.status, 422);
  const { error } = await tokens.json();
  assert.equal(error.code, "message_too_long");
  assert.ok(error.tokens > error.budget);
  for (const number of [error.tokens, error.budget]) assert.ok(error.message.includes(number));
  const characters = await ask(site, { user_id: user.id, user_message: "x".repeat(100_001) });
  assert.equal(characters.status, 422);
  const { error: { fields } } = await characters.json();
  assert.match(fields.user_message, /100001.*100000/);
  assert.equal(site.upstream.requests.length, 0);
});

Deno.test("POST /chat survives JSON of any depth", async () => {
  await using site = await startTestSite();
  for (const body of ["[".repeat(500_000), `${"[".repeat(500_000)}${"]".repeat(500_000)}`]) {
    const response = await post(site, body, service);
    assert.ok(response.status === 400 || response.status === 422, `${response.status}`);
  }
});

Deno.test("POST /chat says when to retry if the server stops in the middle", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { user } = await site.signUp();
  const answer = ask(site, { user_id: user.id, user_message: "Hello" });
  await (await site.upstream.next()).text("Once");
  await site.app.shutdown(0);
  const response = await answer;
  assert.equal(response.status, 503);
  assert.equal((await response.json()).error.code, "unavailable");
  assert.match(response.headers.get("Retry-After")!, /^\d+$/);
});

Deno.test("POST /chat says why there is no answer", async () => {
  await using site = await startTestSite();
  const { user } = await site.signUp();
  const cases = [[401, 502], [404, 502], [400, 502], [429, 503], [500, 502]] as const;
  for (const [upstream, status] of cases) {
    site.upstream.enqueue(refuse(upstream));
    const response = await ask(site, { user_id: user.id, user_message: "Hello" });
    assert.equal(response.status, status, `upstream ${upstream}`);
    const { error } = await response.json();
    assert.match(error.code, /^upstream_/);
    assert.match(error.message, /^[A-Z].*\.$/);
  }
});

Deno.test("POST /chat says when to retry if the model's server says so", async () => {
  const busy = refuse(429, "Try again in 5m", {});
  await using site = await startTestSite({ upstream: { reply: busy } });
  const { user } = await site.signUp();
  const response = await ask(site, { user_id: user.id, user_message: "Hello" });
  assert.equal(response.status, 503);
  const seconds = Number(response.headers.get("Retry-After"));
  assert.ok(seconds > 290 && seconds <= 300, String(seconds));
  const { error } = await response.json();
  assert.equal(error.code, "upstream_rate_limited");
  assert.equal(error.retry_after, seconds);
});

Deno.test("POST /chat refuses a question while the chat's last is being answered", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { user } = await site.signUp();
  const { chatId } = await site.app.startChat({ userId: user.id, message: "First" });
  const body = { chat_id: chatId, user_id: user.id, user_message: "Second" };
  const response = await ask(site, body);
  assert.equal(response.status, 409);
  assert.equal((await response.json()).error.code, "answer_in_progress");
});

Deno.test("POST /chat stops the answer when the caller hangs up", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { user } = await site.signUp();
  await using server = serve(site);
  const caller = new AbortController();
  const body = JSON.stringify({ user_id: user.id, user_message: "Hello" });
  const init = { method: "POST", headers: service, body, signal: caller.signal };
  const call = fetch(`${server.origin}/chat`, init).catch(() => "gone");
  const exchange = await site.upstream.next();
  await exchange.text("Half an answer");
  caller.abort();
  const began = performance.now();
  assert.ok(await exchange.closed - began < 1000);
  assert.equal(await call, "gone");
});

Deno.test("POST /chat repeated with the same message joins the running answer, or asks again", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { user } = await site.signUp();
  await using server = serve(site);
  const request = (chat_id?: string, signal?: AbortSignal) =>
    fetch(`${server.origin}/chat`, {
      method: "POST",
      headers: service,
      body: JSON.stringify({ chat_id, user_id: user.id, user_message: "Hello" }),
      signal,
    });
  const gone = new AbortController();
  const lost = assert.rejects(request(undefined, gone.signal));
  const stopped = await site.upstream.next();
  await stopped.text("Half");
  const [chat] = await site.app.listChats(user.id, { limit: 1 });
  const id = chat!.id;
  gone.abort();
  await lost;
  await stopped.closed;

  const calls = [request(id)];
  const exchange = await site.upstream.next();
  calls.push(request(id));
  await untilCallers(site, 2);
  await exchange.text("All of it");
  await exchange.complete();
  for (const call of calls) {
    const body = await (await call).json();
    assert.deepEqual(body, { chat_id: id, user_id: user.id, content: "All of it" });
  }
  const { messages } = await site.app.listMessages({ userId: user.id, chatId: id, limit: 9 });
  assert.deepEqual(messages.map(({ content }) => content), ["Hello", "All of it"]);
  assert.equal(site.upstream.requests.length, 2);
});

Deno.test("GET /chat is refused with the allowed method", async () => {
  await using site = await startTestSite();
  const response = await site.visitor().get("/chat");
  assert.equal(response.status, 405);
  assert.equal(response.headers.get("Allow"), "POST");
  assert.equal((await response.json()).error.code, "method_not_allowed");
});

function ask(site: TestSite, body: unknown, headers: Record<string, string> = service) {
  const json = { "Content-Type": "application/json" };
  return post(site, JSON.stringify(body), { ...json, ...headers });
}

async function post(site: TestSite, body: string, headers: Record<string, string>) {
  return await site.routes.request("/chat", { method: "POST", body, headers });
}

/** Resolves when so many calls wait for the running answer. */
async function untilCallers({ database }: TestSite, count: number): Promise<void> {
  const waiting = () =>
    database.db.selectFrom("messages").select("callers").where("state", "=", "streaming")
      .executeTakeFirst();
  while ((await waiting())?.callers !== count) await new Promise((done) => setTimeout(done, 5));
}

function serve({ routes }: TestSite) {
  const options = { hostname: "127.0.0.1", port: 0, onListen() {} };
  const server = Deno.serve(options, (request) => routes.fetch(request));
  return {
    origin: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
