import assert from "node:assert/strict";
import type { WebClient } from "../../infra/web/web_connection.ts";
import { startWebServer } from "../../infra/web/web_server.ts";
import type { ApiDocument } from "../../views/api_docs/open_api.ts";
import { startTestSite, type TestSite } from "../routes/test_site.ts";
import { ApiContract } from "../support/http/api_contract.ts";
import { sendRaw } from "../support/http/raw_http.ts";
import { randomWhole, seededRandom } from "../support/suite/seeded_random.ts";
import { answered, SERVICE_TOKEN } from "../support/app/test_app.ts";
import { type HostileRequest, hostileRequests, type HostileTarget } from "./hostile_requests.ts";

const SEED = 20_260_302;
const REQUESTS = 10_000;

/** Hostile requests between two valid ones. */
const BATCH = 250;

const credentials = { Authorization: `Bearer ${SERVICE_TOKEN}`, "X-Parley-User": "user-1" };

/** A site, the operations to attack, the contract, and a chat that must survive. */
type World = {
  readonly site: TestSite;
  readonly targets: readonly HostileTarget[];
  readonly contract: ApiContract;
  readonly chatId: string;
};

/** Valid bodies, with fields that take no other type of value. */
const bodies: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  startChat: { message: "Hello", system_message: "Be brief" },
  sendMessage: { message: "Hello", replaces: "x" },
  regenerateAnswer: { question_id: "x" },
  continueAnswer: { position: 3 },
  selectBranch: { message_id: "x" },
  updateChat: { title: "Hello" },
  restoreChats: { delete_time: "2026-03-14T15:09:26.535Z" },
};

/** Operations that ignore the body. They get unknown ids, or they would change the chat. */
const unread = ["deleteChat", "endChat", "shareChat", "unshareChat", "stopAnswer", "importChats"];

async function openWorld(site: TestSite): Promise<World> {
  const turn = await site.app.startChat({ userId: "user-1", message: "Hello" });
  await answered(site.app, turn);
  const document: ApiDocument = await (await site.routes.request("/api/v1/openapi.json")).json();
  const ids: Record<string, string> = {
    chat_id: turn.chatId,
    message_id: turn.question.id,
    answer_id: turn.answers[0]!.id,
  };
  const targets = Object.entries(document.paths).flatMap(([pattern, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => {
      const path = pattern.replace(
        /\{(\w+)\}/g,
        (_, name) => unread.includes(operationId) ? crypto.randomUUID() : ids[name]!,
      );
      return { method: method.toUpperCase(), path: `/api/v1${path}`, body: bodies[operationId] };
    })
  );
  const chat = { user_id: "user-1", user_message: "Hello" };
  return {
    site,
    targets: [...targets, { method: "POST", path: "/chat", body: chat }],
    contract: new ApiContract(document),
    chatId: turn.chatId,
  };
}

async function send({ routes }: TestSite, request: HostileRequest): Promise<Response> {
  const { method, path, headers, body } = request;
  const type = body === undefined ? undefined : { "Content-Type": "application/json" };
  const init = { method, body, headers: { ...credentials, ...type, ...headers } };
  return await routes.fetch(new Request(`http://parley.test${path}`, init), {});
}

/** Mistakes that are tolerated. */
function isTolerable({ kind, method, path, body }: HostileRequest): boolean {
  return path === "/chat" || kind === "an absurd header" || method === "PATCH" && body === "{}";
}

/** What is wrong with the response to a hostile request, or `null`. */
async function complaintOf(
  { contract }: World,
  request: HostileRequest,
  response: Response,
): Promise<string | null> {
  const { status, headers } = response;
  const text = await response.text();
  if (status < 400) return isTolerable(request) ? null : `taken: ${status} ${text}`;
  if (status >= 500) return `${status} ${text}`;
  // Paths below /chat are pages.
  if (request.path.startsWith("/chat/")) return null;
  try {
    const body = JSON.parse(text);
    if (request.path.startsWith("/api")) {
      assert.equal(headers.get("Content-Type"), "application/problem+json");
      contract.validate("#/components/schemas/Problem", body, "problem");
      assert.equal(body.status, status);
    } else {
      assert.ok(body.error.code && body.error.message);
    }
    return null;
  } catch (error) {
    return `${status} ${text}: ${error}`;
  }
}

async function assertServes({ site, chatId }: World): Promise<void> {
  const read = await send(site, { kind: "", method: "GET", path: `/api/v1/chats/${chatId}` });
  assert.equal(read.status, 200);
  assert.equal((await read.json()).title, "Hello");
  const body = JSON.stringify({ user_id: "user-2", user_message: "Hi" });
  const asked = await send(site, { kind: "", method: "POST", path: "/chat", body });
  assert.equal((await asked.json()).content, "You said: Hi");
}

Deno.test("10,000 hostile requests are refused as the callers' fault, and valid ones always work", async () => {
  await using site = await startTestSite();
  const world = await openWorld(site);
  const { revision: _, ...before } = await site.app.getChat("user-1", world.chatId);
  const requests = hostileRequests(seededRandom(SEED), world.targets);
  const complaints: string[] = [];
  const kinds = new Set<string>();
  for (let sent = 0; sent < REQUESTS; sent += BATCH) {
    for (let i = 0; i < BATCH; i++) {
      const request = requests.next().value;
      kinds.add(request.kind);
      const complaint = await complaintOf(world, request, await send(site, request));
      const { kind, method, path, body = "" } = request;
      if (complaint) {
        const what = `${kind}: ${method} ${path.slice(0, 150)} ${String(body).slice(0, 150)}`;
        complaints.push(
          `${what} ${JSON.stringify(request.headers ?? {}).slice(0, 100)} ${complaint}`,
        );
      }
    }
    await assertServes(world);
  }
  assert.deepEqual(complaints.slice(0, 10), []);
  assert.equal(kinds.size, 16);
  const { revision: _changed, ...after } = await site.app.getChat("user-1", world.chatId);
  assert.deepEqual(after, before);
  assert.equal(Object.prototype.hasOwnProperty.call(Object.prototype, "polluted"), false);
});

Deno.test("JSON that is nested 100,000 deep is refused like other invalid JSON", async () => {
  await using site = await startTestSite();
  const world = await openWorld(site);
  const depth = 100_000;
  for (const { method, path, body: right } of world.targets) {
    if (!right) continue;
    const [name] = Object.keys(right);
    const nested = "[".repeat(depth) + "]".repeat(depth);
    for (const body of [nested, "[".repeat(depth), `{"${name}":${nested}}`]) {
      const request = { kind: "deep", method, path, body };
      assert.equal(await complaintOf(world, request, await send(site, request)), null);
    }
  }
  await assertServes(world);
});

/** Complete requests that no HTTP client would send. */
function rawRequests(random: () => number): (string | Uint8Array<ArrayBuffer>)[] {
  const right = `Host: parley.test\r\nAuthorization: Bearer ${SERVICE_TOKEN}\r\n` +
    "X-Parley-User: user-1\r\nConnection: close\r\n";
  const json = `${right}Content-Type: application/json\r\n`;
  const post = `POST /api/v1/chats HTTP/1.1\r\n${json}`;
  const flood = Array.from({ length: 2_000 }, (_, index) => `X-${index}: y\r\n`).join("");
  const fixed = [
    `GET /api/v1/chats HTTP/1.1\r\n${right}${flood}\r\n`,
    `GET /api/v1/chats HTTP/1.1\r\n${right}X-Long: ${"x".repeat(1_000_000)}\r\n\r\n`,
    `GET /${"x".repeat(200_000)} HTTP/1.1\r\n${right}\r\n`,
    `GET /api/v1/chats?${"a=1&".repeat(5_000)} HTTP/1.1\r\n${right}\r\n`,
    `GET /api/v1/chats HTTP/9.9\r\n${right}\r\n`,
    `GET /api/v1/chats/\xff\xfe HTTP/1.1\r\n${right}\r\n`,
    `GET  /api/v1/chats  HTTP/1.1\r\n${right}\r\n`,
    `GET /api/v1/chats/x HTTP/1.1\r\n${right}X-Bad\x00Name: y\r\n\r\n`,
    `GET /api/v1/chats/x HTTP/1.1\r\n${right}X: \x00\x01\x7f\r\n\r\n`,
    `GET /api/v1/chats/x HTTP/1.1\r\n${right} folded: line\r\n\r\n`,
    `TRACE /api/v1/chats HTTP/1.1\r\n${right}\r\n`,
    `CONNECT parley.test:80 HTTP/1.1\r\n${right}\r\n`,
    `${post}Content-Length: -5\r\n\r\n{}`,
    `${post}Content-Length: 99999999999999999999\r\n\r\n{}`,
    `${post}Content-Length: 10\r\n\r\n{}`,
    `${post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
    `${post}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`,
    `${post}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
    `${post}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}`,
    `${post}Transfer-Encoding: gzip\r\n\r\n{}`,
    `${post}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    `${post}Content-Length: 7\r\nContent-Type: text/plain\r\n\r\n{"a":1}`,
    `${post}Content-Length: 2000000\r\n\r\n${" ".repeat(2_000_000)}`,
    `POST /chat HTTP/1.1\r\n${json}Content-Length: 1\r\n\r\n{`,
    "\r\n\r\n\r\n",
    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  ];
  const cut = Array.from({ length: 100 }, (_, index) => {
    const whole = fixed[index % fixed.length]!;
    return whole.slice(0, randomWhole(random, 1, Math.min(whole.length, 400)));
  });
  const noise = Array.from(
    { length: 200 },
    () =>
      Uint8Array.from({ length: randomWhole(random, 1, 300) }, () => randomWhole(random, 0, 255)),
  );
  return [...fixed, ...cut, ...noise];
}

Deno.test("hostile bytes on the wire don't stop the server", async () => {
  await using site = await startTestSite();
  const handle = (request: Request, client: WebClient) => site.routes.fetch(request, client);
  const server = startWebServer({ host: "127.0.0.1", port: 0, handle });
  try {
    const raw = rawRequests(seededRandom(SEED));
    const statuses = new Set<number>();
    for (let start = 0; start < raw.length; start += 40) {
      const batch = raw.slice(start, start + 40);
      const answers = await Promise.all(batch.map((bytes) => sendRaw(server.port, bytes)));
      answers.forEach(({ status, text }, index) => {
        const sent = String(batch[index]).slice(0, 120);
        statuses.add(status);
        assert.ok(status === 0 || status >= 400 && status < 500, `${sent}\n${text.slice(0, 300)}`);
      });
      const response = await fetch(`http://127.0.0.1:${server.port}/api/v1/chats`, {
        headers: credentials,
      });
      assert.equal(response.status, 200);
      assert.deepEqual((await response.json()).chats, []);
    }
    for (const status of [0, 400, 405, 413, 415, 422]) {
      assert.ok(statuses.has(status), String(status));
    }
  } finally {
    await server.stop(1_000);
  }
});
