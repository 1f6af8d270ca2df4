import assert from "node:assert/strict";
import { VERSION } from "../../domain/version.ts";
import { paths } from "../../views/paths.ts";
import { SERVICE_TOKEN } from "../support/app/test_app.ts";
import { startTestSite } from "./test_site.ts";

Deno.test("every path that views link to has a route", async () => {
  await using site = await startTestSite();
  const patterns = site.routes.routes.filter(({ method }) => method !== "ALL").map(({ path }) =>
    path.replaceAll(/:\w+/g, ":id")
  );
  for (const [name, path] of Object.entries(paths)) {
    if (/Before$|^home.|^chatsPage$|^asset$/.test(name)) continue;
    const params = [":id", ":id"];
    const url = (path as (...ids: string[]) => string)(...name.startsWith("sign") ? [] : params);
    assert.ok(patterns.includes(url.split(/[?#]/)[0]!), name);
  }
});

Deno.test("GET /healthz and /readyz report whether the server is alive and ready", async () => {
  await using site = await startTestSite();
  assert.equal((await site.visitor().get("/healthz")).status, 200);
  assert.equal((await site.visitor().get("/readyz")).status, 200);
  const broken = [() => Promise.resolve(false), () => Promise.reject(new Error("gone"))];
  for (const ready of broken) {
    await using site = await startTestSite({ routes: { ready } });
    const response = await site.visitor().get("/readyz");
    assert.equal(response.status, 503);
    assert.match(response.headers.get("Retry-After")!, /^\d+$/);
    assert.ok((await response.text()).endsWith(`\nParley ${VERSION}\n`));
    assert.equal((await site.visitor().get("/healthz")).status, 200);
  }
});

Deno.test("the page's files are compressed and cached for a year", async () => {
  await using site = await startTestSite();
  const page = await (await site.visitor().get(paths.signIn())).text();
  const files = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, url]) => url!);
  assert.ok(files.length >= 4);
  for (const file of files) {
    const headers = { "Accept-Encoding": "gzip, deflate, br, zstd" };
    const response = await site.visitor().get(file, { headers });
    assert.equal(response.status, 200, file);
    assert.equal(response.headers.get("Content-Encoding"), "br");
    assert.equal(response.headers.get("Cache-Control"), "public, max-age=31536000, immutable");
    assert.equal(response.headers.get("Vary"), "Accept-Encoding");
    assert.ok((await response.arrayBuffer()).byteLength > 0);
  }
  assert.equal((await site.visitor().get("/assets/0000000000/parley.css")).status, 404);
});

Deno.test("an unknown path gives people a page, programs JSON, and htmx a notice", async () => {
  await using site = await startTestSite();
  const visitor = site.visitor();
  const page = await visitor.get("/nowhere", { headers: { Accept: "text/html,*/*;q=0.8" } });
  assert.equal(page.status, 404);
  assert.match(await page.text(), /<html/);
  const json = await visitor.get("/nowhere", { headers: { Accept: "application/json" } });
  assert.equal(json.status, 404);
  assert.equal((await json.json()).error.code, "not_found");
  const part = await visitor.get("/nowhere", { htmx: true });
  assert.match(await part.text(), /^<hx-partial/);
});

Deno.test("a wrong method is refused with the list of allowed ones", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  const response = await visitor.get("/chats/0198/end");
  assert.equal(response.status, 405);
  assert.equal(response.headers.get("Allow"), "POST");
  const missing = await visitor.get(`/chats/${crypto.randomUUID()}`);
  assert.equal(missing.status, 404, "a chat that is missing is no wrong method");
});

Deno.test("an unexpected error is logged with the request, and the response has no details", async () => {
  const ready = () => Promise.resolve(true);
  const never = () => Promise.reject(new Error("not used"));
  const sessions = {
    validate: () => Promise.reject(new TypeError("password=hunter2")),
    create: never,
    revoke: never,
    list: never,
    revokeOne: never,
    revokeOthers: never,
  };
  await using site = await startTestSite({ deps: { sessions }, routes: { ready } });
  const visitor = site.visitor();
  visitor.cookies.set("session", "secret");
  const response = await visitor.get(paths.home());
  assert.equal(response.status, 500);
  const page = await response.text();
  assert.ok(!page.includes("hunter2"));
  const id = response.headers.get("X-Request-Id")!;
  assert.ok(page.includes(id));
  const line = site.lines.find(({ message }) => message.includes("hunter2"));
  assert.equal(line?.fields?.requestId, id);
});

Deno.test("each request is logged with its user, without other ids, texts and secrets", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  await visitor.post(paths.messages("0198-some-chat"), { message: "my secret words" });
  await visitor.get(paths.homeWith("my secret words"));
  await visitor.get("/healthz");
  await visitor.get("/nowhere/0198-some-chat");
  const [posted, got, health, lost] = site.lines.filter(({ message }) => message === "request");
  assert.equal(posted?.fields?.route, "/chats/:chat/messages");
  assert.equal(posted?.fields?.method, "POST");
  assert.equal(posted?.fields?.status, 404);
  assert.equal(posted?.fields?.userId, user.id);
  assert.equal(got?.fields?.route, "/");
  assert.equal(health?.fields?.route, "/healthz");
  assert.equal(health?.fields && "userId" in health.fields, false);
  assert.equal(lost?.fields?.route, null);
  const text = JSON.stringify(site.lines);
  const session = visitor.cookies.get("session")!;
  for (const secret of ["secret words", "0198-some-chat", session]) {
    assert.ok(!text.includes(secret), secret);
  }
});

for (
  const [path, headers] of [["/chat", {}], ["/api/v1/chats", {
    "X-Parley-User": "user-1",
  }]] as const
) {
  Deno.test(`the log names the user for whom a program calls ${path}`, async () => {
    await using site = await startTestSite();
    const body = JSON.stringify({ user_id: "user-1", user_message: "Hi", message: "Hi" });
    const response = await site.routes.request(path, {
      method: "POST",
      headers: {
        "Authorization": `Bearer ${SERVICE_TOKEN}`,
        "Content-Type": "application/json",
        ...headers,
      },
      body,
    });
    await response.text();
    const line = site.lines.find(({ message }) => message === "request");
    assert.equal(line?.fields?.userId, "user-1");
  });
}

Deno.test("the log names the owner of a token whose scopes don't suffice", async () => {
  await using site = await startTestSite();
  const { user: { id: userId } } = await site.signUp();
  const input = { userId, name: "program", scopes: ["chat:read"] } as const;
  const { apiToken } = await site.app.createOwnApiToken(input);
  const asked = { user_id: userId, user_message: "Hi", message: "Hi" };
  const posted = { method: "POST", body: JSON.stringify(asked) };
  const type = { "Content-Type": "application/json" };
  const calls: [path: string, init: RequestInit & { headers: Record<string, string> }][] = [
    ["/chat", { ...posted, headers: type }],
    ["/api/v1/chats", { ...posted, headers: type }],
    ["/api/v1/chats", { headers: { "X-Parley-User": "somebody-else" } }],
  ];
  for (const [path, init] of calls) {
    const headers = { ...init.headers, "Authorization": `Bearer ${apiToken}` };
    assert.equal((await site.routes.request(path, { ...init, headers })).status, 403);
    assert.equal(site.lines.at(-1)?.fields?.userId, userId);
  }
});

Deno.test("a form of more than a mebibyte is refused", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  const response = await visitor.post(paths.chats(), { message: "x".repeat(2_000_000) });
  assert.equal(response.status, 413);
  assert.match(await response.text(), /<html/);
});

Deno.test("the longest message fits a form, whatever its characters", async () => {
  await using site = await startTestSite({
    settings: { models: [{ name: "fake-model", contextTokens: 1_000_000 }] },
  });
  const { visitor } = await site.signUp();
  const response = await visitor.post(paths.chats(), { message: "漢".repeat(100_000) });
  assert.equal(response.status, 303);
});
