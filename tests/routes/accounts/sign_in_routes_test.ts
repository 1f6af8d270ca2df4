import assert from "node:assert/strict";
import type { PasswordHasher } from "../../../domain/accounts/password_hasher.ts";
import { HashQueue } from "../../../infra/accounts/hash_queue.ts";
import { ScryptPasswordHasher } from "../../../infra/accounts/scrypt_password_hasher.ts";
import { startWebServer } from "../../../infra/web/web_server.ts";
import { paths } from "../../../views/paths.ts";
import { PASSWORD, startTestSite } from "../test_site.ts";
import { location, type Visitor } from "../visitor.ts";

const owner = { name: "Owner", email: "Owner@Example.com", password: PASSWORD };

Deno.test("POST /sign-up makes an account and a session that scripts can't read", async () => {
  await using site = await startTestSite();
  const visitor = site.visitor();
  const response = await visitor.post(paths.signUp(), owner);
  assert.equal(response.status, 303);
  assert.equal(location(response), paths.home());
  const cookie = response.headers.get("Set-Cookie")!;
  assert.match(cookie, /^session=[^;]+;.* Path=\/;/);
  for (const attribute of ["HttpOnly", "SameSite=Lax", "Expires="]) {
    assert.ok(cookie.includes(attribute), attribute);
  }
  assert.ok(!cookie.includes("Secure"));
  const page = await visitor.get(paths.home());
  assert.equal(page.status, 200);
  assert.match(await page.text(), /Owner/);
});

Deno.test("POST /sign-up binds the cookie to the host if the site has TLS", async () => {
  await using site = await startTestSite({ site: { publicUrl: "https://chat.example.com" } });
  const visitor = site.visitor();
  const response = await visitor.post(paths.signUp(), owner, {
    origin: "https://chat.example.com",
  });
  const cookie = response.headers.get("Set-Cookie")!;
  assert.match(cookie, /^__Host-session=[^;]+; Path=\/; .*HttpOnly; Secure; SameSite=Lax/);
  assert.equal((await visitor.get(paths.home())).status, 200);
  assert.match(response.headers.get("Strict-Transport-Security")!, /^max-age=\d+$/);
});

Deno.test("POST /sign-up reports errors at their fields and keeps what was typed", async () => {
  await using site = await startTestSite();
  await site.visitor().post(paths.signUp(), owner);
  const cases = [
    [{ ...owner, name: "Grace" }, "email", "owner@example.com"],
    [{ ...owner, email: "no address" }, "email", "Owner"],
    [{ ...owner, email: "b@example.com", password: "too short" }, "password", "b@example.com"],
    [{ ...owner, email: "b@example.com", password: "1234567890" }, "password", "b@example.com"],
    [{ ...owner, email: "b@example.com", name: " " }, "name", "b@example.com"],
    [{}, "email", ""],
  ] as const;
  for (const [fields, field, kept] of cases) {
    const visitor = site.visitor();
    const response = await visitor.post(paths.signUp(), fields);
    const page = await response.text();
    assert.equal(response.status, 422, field);
    assert.match(page, new RegExp(`name="${field}"[^>]*aria-invalid="true"`), field);
    assert.ok(page.toLowerCase().includes(kept.toLowerCase()), `${field} keeps ${kept}`);
    if ("password" in fields) assert.ok(!page.includes(`"${fields.password}"`));
    assert.equal(visitor.cookies.size, 0);
  }
});

Deno.test("GET /sign-up is refused if sign-up is closed", async () => {
  const settings = { signUpOpen: false };
  await using site = await startTestSite({ settings, site: { signUpOpen: false } });
  assert.equal((await site.visitor().get(paths.signUp())).status, 403);
  assert.equal((await site.visitor().post(paths.signUp(), owner)).status, 403);
  const page = await (await site.visitor().get(paths.signIn())).text();
  assert.ok(!page.includes(paths.signUp()));
});

Deno.test("POST /sign-in answers an unknown address like a wrong password", async () => {
  await using site = await startTestSite();
  await site.visitor().post(paths.signUp(), owner);
  const attempt = (email: string) =>
    site.visitor().post(paths.signIn(), { email, password: "wrong password" });
  const wrong = await attempt("owner@example.com");
  const unknown = await attempt("stranger@example.com");
  assert.equal(wrong.status, 401);
  assert.equal(unknown.status, 401);
  const page = await wrong.text();
  assert.match(page, /role="alert"/);
  assert.match(page, /value="owner@example\.com"/);
  assert.equal((await unknown.text()).replaceAll("stranger@", "owner@"), page);
  const headers = (response: Response) =>
    [...response.headers.keys()].filter((name) => name !== "x-request-id");
  assert.deepEqual(headers(unknown), headers(wrong));
});

Deno.test("POST /sign-in limits guessing and says when to try again", async () => {
  const signIns = { count: 1, seconds: 60 };
  const plenty = { count: 100, seconds: 60 };
  const limits = { signIns, clientSignIns: plenty, sends: plenty, answering: 9, storage: null };
  await using site = await startTestSite({ settings: { limits } });
  const guess = { email: "owner@example.com", password: "a wrong password" };
  assert.equal((await site.visitor().post(paths.signIn(), guess)).status, 401);
  const response = await site.visitor().post(paths.signIn(), guess);
  assert.equal(response.status, 429);
  assert.match(response.headers.get("Retry-After")!, /^[1-9]\d*$/);
  assert.match(await response.text(), /value="owner@example\.com"/);
});

Deno.test("a visitor is redirected to sign-in and back to the wanted page", async () => {
  await using site = await startTestSite();
  const visitor = site.visitor();
  const wanted = await visitor.get("/chats?before=0198");
  assert.equal(wanted.status, 303);
  assert.equal(location(wanted), paths.signIn("/chats?before=0198"));
  const page = await (await visitor.get(location(wanted)!)).text();
  assert.match(page, /name="next" value="\/chats\?before=0198"/);
  assert.ok(page.includes(paths.signUp("/chats?before=0198")));
  const back = await visitor.post(paths.signUp(), { ...owner, next: "/chats?before=0198" });
  assert.equal(location(back), "/chats?before=0198");
});

Deno.test("a message sent without a session is in the composer after signing in", async () => {
  await using site = await startTestSite();
  await site.visitor().post(paths.signUp(), owner);
  const visitor = site.visitor();
  await visitor.post(paths.signIn(), owner);
  const chat = location(await visitor.post(paths.chats(), { message: "Before" }))!;
  const message = "</textarea> & more ".repeat(400);
  for (const [path, next] of [[paths.chats(), paths.home()], [`${chat}/messages`, chat]] as const) {
    const stale = site.visitor();
    const response = await stale.post(path, { message });
    assert.equal(response.status, 401);
    const page = await response.text();
    assert.match(
      page,
      /<textarea[^>]*name="message"[^>]*readonly[^>]*>&lt;\/textarea&gt; &amp; more/,
    );
    const wrong = await stale.post(paths.signIn(), { ...owner, password: "wrong", message, next });
    assert.match(await wrong.text(), /<textarea[^>]*name="message"[^>]*>&lt;\/textarea&gt;/);
    const signedIn = await stale.post(paths.signIn(), { ...owner, message, next });
    assert.equal(signedIn.status, 200);
    const shown = await signedIn.text();
    const action = next === chat ? `${chat}/messages` : paths.chats();
    assert.match(
      shown,
      new RegExp(`action="${action}"[^]*id="message"[^]*&lt;/textarea&gt; &amp;`),
    );
    assert.equal((await stale.get(paths.home())).status, 200);
  }
  const stranger = { ...owner, email: "stranger@example.com" };
  await site.visitor().post(paths.signUp(), stranger);
  const elsewhere = await site.visitor().post(paths.signIn(), { ...stranger, message, next: chat });
  assert.match(await elsewhere.text(), /action="\/chats"[^]*id="message"[^]*&lt;\/textarea&gt;/);
});

Deno.test("switching versions without a session redirects to sign-in like any form", async () => {
  await using site = await startTestSite();
  const response = await site.visitor().post(paths.branch("0198"), { message: "0199" });
  assert.equal(location(response), paths.signIn(paths.chat("0198")));
});

Deno.test("htmx is redirected to sign-in by a header, and back to its page", async () => {
  await using site = await startTestSite();
  const response = await site.visitor().post(paths.messages("0198"), {}, { htmx: true });
  assert.equal(response.headers.get("HX-Redirect"), paths.signIn(paths.chat("0198")));
  assert.equal(await response.text(), "");
});

Deno.test("sign-in redirects to no other site", async () => {
  await using site = await startTestSite();
  await site.visitor().post(paths.signUp(), owner);
  for (const next of ["https://evil.example/", "//evil.example", "/\\evil.example", "/.//evil"]) {
    const page = await (await site.visitor().get(paths.signIn(next))).text();
    assert.ok(!page.includes("evil"), next);
    const signedIn = await site.visitor().post(paths.signIn(), { ...owner, next });
    assert.equal(signedIn.status, 303);
    assert.equal(location(signedIn), paths.home());
  }
  const { visitor } = await site.signUp("Grace");
  assert.equal(location(await visitor.get(paths.signIn("//evil.example"))), paths.home());
  assert.equal(location(await visitor.get(paths.signIn("/chats/0198"))), "/chats/0198");
});

Deno.test("POST /sign-out ends the session on the server, too", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  const stolen = site.visitor();
  stolen.cookies.set("session", visitor.cookies.get("session")!);
  assert.equal((await stolen.get(paths.home())).status, 200);
  const response = await visitor.post(paths.signOut());
  assert.equal(location(response), paths.signIn());
  assert.equal(response.headers.get("Clear-Site-Data"), '"cache", "storage"');
  assert.equal(visitor.cookies.has("session"), false);
  assert.equal((await stolen.get(paths.home())).status, 303);
});

Deno.test("signing in or up ends the browser's previous session, of whichever user", async () => {
  await using site = await startTestSite();
  const stranger = { ...owner, email: "stranger@example.com" };
  await site.visitor().post(paths.signUp(), owner);
  const visitor = site.visitor();
  await visitor.post(paths.signUp(), stranger);
  for (
    const [path, fields] of [
      [paths.signIn(), stranger],
      [paths.signIn(), owner],
      [paths.signUp(), { ...owner, email: "third@example.com" }],
    ] as const
  ) {
    const before = site.visitor();
    before.cookies.set("session", visitor.cookies.get("session")!);
    const refused = await visitor.post(path, { ...fields, password: "wrong" });
    assert.ok(refused.status >= 400);
    assert.equal((await before.get(paths.home())).status, 200, "a refused form ends nothing");
    assert.equal((await visitor.post(path, fields)).status, 303);
    assert.equal((await before.get(paths.home())).status, 303, `${path} ${fields.email}`);
    assert.equal((await visitor.get(paths.home())).status, 200);
  }
});

Deno.test("a known browser can sign in while others guess passwords", async () => {
  const plenty = { count: 100, seconds: 60 };
  const limits = { sends: plenty, answering: 9, storage: null, clientSignIns: plenty };
  const signIns = { count: 3, seconds: 60 };
  await using site = await startTestSite({ settings: { limits: { ...limits, signIns } } });
  const visitor = site.visitor();
  const cookies = (await visitor.post(paths.signUp(), owner)).headers.getSetCookie();
  const cookie = cookies.find((cookie) => cookie.startsWith("device="))!;
  assert.match(cookie, /^device=[\w-]{43}; Path=\/; .*HttpOnly; SameSite=Lax/);
  const expires = Date.parse(cookie.match(/Expires=([^;]+)/)![1]!);
  assert.ok(expires > Date.now() + 390 * 86_400_000);
  await visitor.post(paths.signOut());
  const guess = { ...owner, password: "a wrong password" };
  for (let i = 0; i < 3; i++) await site.visitor().post(paths.signIn(), guess);
  assert.equal((await site.visitor().post(paths.signIn(), owner)).status, 429);
  assert.equal((await visitor.post(paths.signIn(), guess)).status, 401);
  assert.equal((await visitor.post(paths.signIn(), owner)).status, 303);
  const wrong = { deletePassword: "a wrong password" };
  assert.equal((await visitor.post(paths.deleteAccount(), wrong)).status, 422);
  await visitor.post(paths.deleteAccount(), { deletePassword: PASSWORD });
  assert.equal(visitor.cookies.size, 0);
  const { db } = site.database;
  assert.deepEqual(await db.selectFrom("devices").selectAll().execute(), []);
});

Deno.test("when too many passwords wait, sign-in says when to try again, and keeps what was typed", async () => {
  const passwords = new ScryptPasswordHasher(
    { ln: 10, r: 8, p: 1 },
    { atOnce: 0, waiting: 0, perClient: 1 },
  );
  await using site = await startTestSite({ deps: { passwords } });
  const response = await site.visitor().post(paths.signIn(), owner);
  assert.equal(response.status, 503);
  assert.equal(response.headers.get("Retry-After"), "5");
  const page = await response.text();
  assert.match(page, /Too many passwords are being checked; try again in 5 seconds/);
  assert.match(page, /value="Owner@Example.com"/);
});

Deno.test("no password is hashed for a client that has left", async () => {
  const hasher = new ScryptPasswordHasher({ ln: 10, r: 8, p: 1 });
  const hashed: string[] = [];
  const begun = Promise.withResolvers<void>();
  const inLine = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const queue = new HashQueue({ atOnce: 1, waiting: 9, perClient: 9 });
  const passwords: PasswordHasher = {
    hash: (password) => hasher.hash(password),
    verify(password, hash, client = {}) {
      if (password === "second") {
        client.signal!.addEventListener("abort", () => left.resolve());
        inLine.resolve();
      }
      return queue.run(client, async () => {
        hashed.push(password);
        begun.resolve();
        if (password === "first") await left.promise;
        return await hasher.verify(password, hash);
      });
    },
  };
  await using site = await startTestSite({ deps: { passwords } });
  const server = startWebServer({
    host: "127.0.0.1",
    port: 0,
    handle: (request, clientAddress) => site.routes.fetch(request, { clientAddress }),
  });
  const origin = `http://127.0.0.1:${server.port}`;
  const signIn = async (password: string, signal?: AbortSignal) => {
    const body = new URLSearchParams({ email: "owner@example.com", password });
    const init = { method: "POST", body, headers: { Origin: origin }, signal };
    const response = await fetch(`${origin}${paths.signIn()}`, init);
    await response.body?.cancel();
    return response.status;
  };
  const first = signIn("first");
  await begun.promise;
  const leaving = new AbortController();
  const second = signIn("second", leaving.signal).catch(() => "left");
  await inLine.promise;
  leaving.abort();
  assert.equal(await second, "left");
  assert.equal(await first, 401);
  assert.equal(await signIn("third"), 401);
  assert.deepEqual(hashed, ["first", "third"]);
  await server.stop(1000);
});

Deno.test("a prolonged session's cookie is sent again", async () => {
  const expiry = new Date(Date.now() + 86_400_000);
  expiry.setMilliseconds(0);
  const user = {
    id: "u",
    name: "Owner",
    email: "owner@example.com",
    settings: {},
    createdAt: new Date(),
  };
  const validate = () => Promise.resolve({ user, sessionId: "s", renewedUntil: expiry });
  const sessions = {
    validate,
    create: never,
    revoke: never,
    list: never,
    revokeOne: never,
    revokeOthers: never,
  };
  await using site = await startTestSite({ deps: { sessions } });
  const visitor: Visitor = site.visitor();
  visitor.cookies.set("session", "the-secret");
  const cookie = (await visitor.get(paths.home())).headers.get("Set-Cookie")!;
  assert.ok(cookie.startsWith("session=the-secret;"));
  assert.ok(cookie.includes(`Expires=${expiry.toUTCString()}`));
});

function never(): never {
  throw new Error("not used");
}
