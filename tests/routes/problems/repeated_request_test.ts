import assert from "node:assert/strict";
import { openDatabase } from "../../../infra/db/connection/open_database.ts";
import { proxiedDatabases } from "../../support/databases/proxied_database.ts";
import { SERVICE_TOKEN } from "../../support/app/test_app.ts";
import { startTestSite, type TestSite } from "../test_site.ts";
import type { Visitor } from "../visitor.ts";

const { ignore, open } = proxiedDatabases();

/** A test of the responses to a signed-in visitor while the database is away. */
function awayTest(name: string, run: (visitor: Visitor, site: TestSite) => Promise<void>): void {
  Deno.test({
    name,
    ignore,
    async fn() {
      await using proxied = await open();
      await using stack = new AsyncDisposableStack();
      const database = await openDatabase(proxied.url);
      stack.defer(() => database.close());
      const log = { debug() {}, info() {}, warn() {}, error() {} };
      const site = stack.use(await startTestSite({ database, deps: { log } }));
      const { visitor } = await site.signUp();
      proxied.proxy.become("refuse");
      await assert.rejects(database.ping());
      try {
        await run(visitor, site);
      } finally {
        proxied.proxy.become("none");
      }
    },
  });
}

awayTest("a form comes back with everything that was posted, for the same URL", async (visitor) => {
  const response = await visitor.request("/chats?x=1", {
    method: "POST",
    headers: { Origin: "http://parley.test" },
    body: new URLSearchParams([
      ["message", 'A "message" <b>\n'],
      ["requestId", "key-1"],
      ["stop", "one"],
      ["stop", "two"],
    ]),
  });
  assert.equal(response.status, 503);
  assert.equal(response.headers.get("Retry-After"), "5");
  const html = await response.text();
  assert.match(html, /<form action="\/chats\?x=1" method="post"/);
  assert.match(html, /<textarea [^>]*name="message"[^>]*>A &quot;message&quot; &lt;b&gt;/);
  assert.match(html, /type="hidden" name="requestId" value="key-1"/);
  assert.match(html, /name="stop" value="one"/);
  assert.match(html, /name="stop" value="two"/);
});

awayTest("a password is never sent back", async (visitor) => {
  const fields = { email: "a@example.com", password: "correct horse battery" };
  const response = await visitor.post("/sign-in", fields);
  assert.equal(response.status, 503);
  const html = await response.text();
  assert.doesNotMatch(html, /horse|<form/);
});

awayTest("the form of another site does not come back", async (visitor) => {
  const fields = { message: "From elsewhere" };
  const response = await visitor.post("/chats", fields, { origin: "http://elsewhere.test" });
  assert.equal(response.status, 403);
  assert.doesNotMatch(await response.text(), /From elsewhere/);
});

awayTest("sign-in shows its form again, with what was typed", async (_, site) => {
  const fields = { email: "a@example.com", password: "correct horse battery" };
  const response = await site.visitor().post("/sign-in", fields);
  assert.equal(response.status, 503);
  const html = await response.text();
  assert.match(html, /Cannot reach the database/);
  assert.match(html, /value="a@example.com"/);
  assert.doesNotMatch(html, /horse/);
});

awayTest("the page reconnects to its streams", async (visitor) => {
  const events = await visitor.get("/chats/1/answers/2/events", { htmx: true });
  assert.equal(events.status, 503);
  assert.equal(events.headers.get("Content-Type"), "text/event-stream");
  assert.match(await events.text(), /^: .+\n\n$/);
  const live = await visitor.get("/chats/1/answers/2/live");
  assert.equal(live.status, 503);
  assert.equal(live.headers.get("Refresh"), "5");
  await live.body?.cancel();
});

awayTest("programs get JSON", async (visitor) => {
  const response = await visitor.request("/chat", {
    method: "POST",
    headers: { Authorization: SERVICE_TOKEN },
    body: JSON.stringify({ user_id: "user-1", user_message: "Hello" }),
  });
  assert.equal(response.status, 503);
  assert.equal(response.headers.get("Retry-After"), "5");
  assert.equal((await response.json()).error.code, "unavailable");
});
