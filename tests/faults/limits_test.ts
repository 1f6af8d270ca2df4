import { status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { paths } from "../../views/paths.ts";
import { PASSWORD, startTestSite, type TestSite } from "../routes/test_site.ts";
import { databases, sqliteDatabase } from "../support/databases/databases.ts";
import { bearer, chatClient, finished } from "../support/grpc/client.ts";
import { PageClient, Refused } from "../support/browser/page_client.ts";
import { startParleySite } from "../support/browser/parley_site.ts";
import { residentMegabytes } from "../support/process/process_state.ts";
import { richStatus } from "../support/grpc/rich_status.ts";
import { ownerOf } from "../support/databases/stored_messages.ts";
import { SERVICE_TOKEN, testSettings } from "../support/app/test_app.ts";
import { within } from "../support/suite/within.ts";

const service = bearer(SERVICE_TOKEN);

for (const { name, ignore, open } of databases()) {
  Deno.test({
    name: `${name}: a user's sends are limited across processes and protocols`,
    ignore,
    async fn() {
      const database = await open();
      await using site = await startParleySite(database);
      const env = { SENDS_PER_MINUTE: "4" };
      const [a, b] = await Promise.all([site.start(env), site.start(env)]);
      const atA = await PageClient.signUp(await a.origin());
      const pages = [atA, atA.at(await b.origin())];

      const sends = Array.from({ length: 10 }, (_, i) => {
        const fields = { message: `Question ${i}`, requestId: crypto.randomUUID() };
        return pages[i % 2]!.post("/chats", fields);
      });
      const { accepted, refusals } = await outcomes(sends);
      assert.equal(accepted.length, 4);
      for (const refusal of refusals) assertRefused(refusal);
      const [, chatId] = /action="\/chats\/([\w-]+)\//.exec(accepted[0]!)!;
      const userId = await ownerOf(database, chatId!);

      for (const process of [a, b]) {
        const origin = await process.origin();
        const plain = await postForm(`${origin}/chats`, atA.cookie, { message: "Mine" });
        assertRefused(plain);
        assert.match(await plain.text(), /<textarea[^>]*>\n?Mine<\/textarea>/);
        const json = await askAsProgram(origin, { user_id: userId, user_message: "Hi" });
        assertRefused(json);
        const { error } = await json.json();
        assert.equal(error.code, "rate_limited");
        assert.equal(error.retry_after, Number(json.headers.get("Retry-After")));

        using client = await chatClient(await process.grpcAddress());
        const request = { user_id: userId, user_message: "Hi" };
        const { code, trailers } = await finished(client.ChatStream(request, service));
        assert.equal(code, status.RESOURCE_EXHAUSTED);
        const { details } = await richStatus(trailers);
        const { retry_delay } = details.find(({ type }) => type === "google.rpc.RetryInfo")!;
        assertSeconds((retry_delay as { seconds: string }).seconds);
        const other = { user_id: "somebody-else", user_message: "Hi" };
        assert.equal((await finished(client.ChatStream(other, service))).code, status.OK);
      }
    },
  });

  Deno.test({
    name: `${name}: a user's running answers are limited across processes`,
    ignore,
    async fn() {
      await using site = await startParleySite(await open(), { reply: "manual" });
      const env = { ANSWERS_PER_USER: "3" };
      const [a, b] = await Promise.all([site.start(env), site.start(env)]);
      const atA = await PageClient.signUp(await a.origin());
      const atB = atA.at(await b.origin());
      const sends = Array.from(
        { length: 8 },
        (_, i) => [atA, atB][i % 2]!.startChat(`Is it ${i}?`),
      );
      const { accepted, refusals } = await outcomes(sends);
      assert.equal(accepted.length, 3);
      for (const refusal of refusals) {
        assertRefused(refusal);
        assert.match(refusal.html, /more than 3 of your questions at once/);
      }
      // Works whichever of the two processes writes the first answer.
      await atB.stop(accepted[0]!);
      await within(10_000, untilAccepted(() => atB.startChat("And now?")));
      await assert.rejects(atA.startChat("And again?"), Refused);
    },
  });

  Deno.test({
    name: `${name}: attempts to sign in are limited by account and by address across processes`,
    ignore,
    async fn() {
      await using database = await open();
      const few = (limit: "signIns" | "clientSignIns") => ({
        settings: { limits: { ...testSettings.limits, [limit]: { count: 2, seconds: 900 } } },
        database,
      });
      for (const limit of ["clientSignIns", "signIns"] as const) {
        await using a = await startTestSite(few(limit));
        await using b = await startTestSite(few(limit));
        const { user: { email } } = await a.signUp();
        const emails = limit === "signIns" ? [email, email] : [email, "other@example.com"];
        for (const [i, site] of [a, b].entries()) {
          assert.equal((await signIn(site, emails[i]!, "wrong")).status, 401);
        }
        for (const site of [a, b]) assertRefused(await signIn(site, email, PASSWORD));
        if (limit === "clientSignIns") continue;
        const { user: other } = await b.signUp();
        assert.equal((await signIn(a, other.email, PASSWORD)).status, 303);
      }
    },
  });
}

Deno.test("too large requests are refused over HTTP and gRPC, and do the program no harm", async () => {
  await using site = await startParleySite(await sqliteDatabase());
  const parley = await site.start();
  const origin = await parley.origin();
  using client = await chatClient(await parley.grpcAddress());
  const ask = (user_message: string, metadata = service) =>
    finished(client.ChatStream({ user_id: "user", user_message }, metadata));
  const before = await residentMegabytes(parley.pid);

  const line = "x".repeat(1024);
  const heads = {
    "a header of 64 KB": [`X-Long: ${line.repeat(64)}`],
    "a header of 16 MB": [`X-Long: ${line.repeat(16 * 1024)}`],
    "10,000 headers": Array.from({ length: 10_000 }, (_, i) => `X-${i}: a`),
  };
  for (const [what, headers] of Object.entries(heads)) {
    assert.match(await sendHead(origin, "/healthz", headers), /^HTTP\/1.1 4\d\d |^$/, what);
  }
  assert.match(await sendHead(origin, `/${line.repeat(1024)}`, []), /^HTTP\/1.1 4\d\d |^$/);

  const huge = [`Content-Length: ${2 ** 40}`, `Authorization: Bearer ${SERVICE_TOKEN}`];
  assert.match(await sendHead(origin, "/chat", huge, "POST"), /^HTTP\/1.1 413 /);
  const endless = await askAsProgram(origin, endlessBody());
  assert.equal(endless.status, 413);
  assert.equal((await endless.json()).error.code, "payload_too_large");
  const tooLong = await askAsProgram(origin, {
    user_id: "user",
    user_message: "word ".repeat(150_000),
  });
  assert.equal(tooLong.status, 422);

  const { code } = await ask("x".repeat(5 * 1024 * 1024));
  assert.equal(code, status.RESOURCE_EXHAUSTED);
  for (const size of [128 * 1024, 8 * 1024 * 1024]) {
    const { code } = await ask("Hi", bearer(SERVICE_TOKEN, { "x-long": "x".repeat(size) }));
    assert.notEqual(code, status.OK, `${size} bytes of metadata`);
  }
  const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`x-${i}`, "a"]));
  assert.equal((await ask("Hi", bearer(SERVICE_TOKEN, many))).code, status.RESOURCE_EXHAUSTED);

  assert.equal((await ask("Hi")).content, "You said: Hi");
  assert.equal((await fetch(`${origin}/healthz`)).status, 200);
  const growth = await residentMegabytes(parley.pid) - before;
  assert.ok(growth < 150, `grew by ${growth} MB`);
});

async function outcomes<T>(sends: Promise<T>[]): Promise<{ accepted: T[]; refusals: Refused[] }> {
  const accepted: T[] = [];
  const refusals: Refused[] = [];
  for (const result of await Promise.allSettled(sends)) {
    if (result.status === "fulfilled") accepted.push(result.value);
    else if (result.reason instanceof Refused) refusals.push(result.reason);
    else throw result.reason;
  }
  return { accepted, refusals };
}

function assertRefused({ status, headers }: Pick<Response, "status" | "headers">): void {
  assert.equal(status, 429);
  assertSeconds(headers.get("Retry-After"));
}

function assertSeconds(text: string | null): void {
  assert.match(text ?? "", /^\d+$/);
  assert.ok(Number(text) >= 1 && Number(text) <= 900, `${text} s`);
}

async function untilAccepted(send: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      return void await send();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function postForm(url: string, cookie: string, fields: Record<string, string>): Promise<Response> {
  const headers = { Cookie: cookie, Origin: new URL(url).origin };
  const body = new URLSearchParams({ requestId: crypto.randomUUID(), ...fields });
  return fetch(url, { method: "POST", redirect: "manual", headers, body });
}

async function signIn(site: TestSite, email: string, password: string): Promise<Response> {
  return await site.visitor().post(paths.signIn(), { email, password, next: "" });
}

function askAsProgram(origin: string, body: object): Promise<Response> {
  const headers = { Authorization: SERVICE_TOKEN };
  const isStream = body instanceof ReadableStream;
  return fetch(`${origin}/chat`, {
    method: "POST",
    headers,
    body: isStream ? body : JSON.stringify(body),
  });
}

/** A body of unknown length that goes on until the reader stops. */
function endlessBody(): ReadableStream<Uint8Array> {
  const piece = new Uint8Array(65_536).fill(120);
  return new ReadableStream({ pull: (controller) => controller.enqueue(piece) });
}

/**
 * Writes the head of a request to a socket.
 *
 * @returns the first bytes of the response; empty when the connection closed.
 */
async function sendHead(
  origin: string,
  path: string,
  headers: string[],
  method = "GET",
): Promise<string> {
  const { hostname, port } = new URL(origin);
  using socket = await Deno.connect({ hostname, port: Number(port) });
  const lines = [`${method} ${path} HTTP/1.1`, "Host: parley", ...headers, "", ""];
  const written = writeAll(socket, new TextEncoder().encode(lines.join("\r\n")));
  const buffer = new Uint8Array(4096);
  const count = await within(10_000, socket.read(buffer)).catch((error) => {
    if (error instanceof Deno.errors.ConnectionReset) return 0;
    throw error;
  });
  // The server doesn't read the rest of a body that is too long.
  written.catch(() => {});
  return new TextDecoder().decode(buffer.subarray(0, count ?? 0));
}

async function writeAll(socket: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await socket.write(bytes.subarray(sent));
}
