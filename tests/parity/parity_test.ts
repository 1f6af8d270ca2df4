import assert from "node:assert/strict";
import type { App } from "../../domain/app.ts";
import { StreamLimit } from "../../domain/answers/stream_limit.ts";
import type { User } from "../../domain/accounts/user.ts";
import { startGrpcServer } from "../../infra/grpc/grpc_server.ts";
import { PASSWORD, startTestSite, type TestSite } from "../routes/test_site.ts";
import type { Visitor } from "../routes/visitor.ts";
import { sampleChatJson } from "../support/archives/archives.ts";
import { bearer, chatClient, finished } from "../support/grpc/client.ts";
import { ChatClientV1, loadContractV1, type MethodName } from "../support/grpc/v1_client.ts";
import { requestsAbout } from "../support/grpc/v1_requests.ts";
import { answered, quietLog, SERVICE_TOKEN, startTestApp } from "../support/app/test_app.ts";
import { parity, type Ways } from "./parity_table.ts";
import { recorded, type UseCase } from "./recorded_app.ts";

// Checks the table: each route and method exists, and calls the use case that the table names.

Deno.test("every use case is reached by page, gRPC and JSON, or has a reason why not", async () => {
  await using t = await startTestApp();
  assert.deepEqual(Object.keys(parity).sort(), Object.keys(t.app).sort());
  for (const [useCase, ways] of Object.entries(parity)) {
    for (const way of Object.values(ways)) {
      if (typeof way !== "string") assert.ok(way.not.length > 10, useCase);
    }
  }
});

Deno.test("every route and method of the table exists, and the table has all that programs can call", async () => {
  await using site = await startTestSite();
  const served = site.routes.routes.filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => `${method} ${path}`);
  const routes = new Set(served);
  const methods = methodsOf((await loadContractV1()).ChatService.service);
  const named = new Set([...entriesOf("page"), ...entriesOf("json"), ...entriesOf("grpc")]);
  for (const entry of named) {
    assert.ok(
      routes.has(entry.split("?")[0]!) || methods.has(entry) || entry === PREDECESSOR,
      entry,
    );
  }
  const programs = [...routes].filter((route) => route.includes("/api/v1/"));
  const paths = new Set([...named].map((entry) => entry.split("?")[0]));
  const unnamed = [...programs, ...methods].filter((entry) => !paths.has(entry));
  assert.deepEqual(unnamed.sort(), ["GET /api/v1/openapi.json"]);
});

Deno.test("each route of the page calls its use case", async () => {
  await using t = await startParity();
  for (const [entry, useCases] of expected("page")) {
    const things = await t.things();
    // A page that shows one branch also reads the running answers of the others.
    if (useCases.includes("listRunning")) await t.answerElsewhere(things);
    const visitor = await t.visitor();
    const [method, path] = requestLine(entry, things);
    // The route that waits for a title need not.
    const signal = entry.endsWith("/title") ? AbortSignal.abort() : undefined;
    await t.reaches(entry, useCases, async () => {
      if (method === "GET") return await visitor.request(path, { signal });
      return await visitor.post(path, formAbout(things));
    });
  }
});

Deno.test("each route of the JSON API calls its use case", async () => {
  await using t = await startParity();
  for (const [entry, useCases] of expected("json")) {
    const things = await t.things();
    const [method, path] = requestLine(entry, things);
    const json = method === "GET" ? undefined : JSON.stringify(bodyAbout(entry, things));
    const headers = {
      Authorization: `Bearer ${t.secret}`,
      ...json && { "Content-Type": "application/json" },
    };
    await t.reaches(entry, useCases, async () => {
      return await t.site.visitor().request(path, { method, body: json }, { headers });
    });
  }
});

Deno.test("each method of gRPC calls its use case", async () => {
  await using t = await startParity();
  await using server = await startGrpc(t.app);
  using predecessor = await chatClient(server.address);
  using client = await ChatClientV1.connect(server.address, bearer(t.secret));
  for (const [entry, useCases] of expected("grpc")) {
    const { chat, question, answer } = await t.things();
    const requests = requestsAbout({
      chat_id: chat,
      question_id: question,
      answer_id: answer,
      delete_time: { seconds: "1", nanos: 0 },
    });
    await t.reaches(entry, useCases, async () => {
      if (entry === PREDECESSOR) {
        const request = { user_id: t.user.id, user_message: "Hello" };
        await finished(predecessor.chatStream(request, bearer(SERVICE_TOKEN)));
      } else {
        const name = entry.split("/")[1] as MethodName;
        await client.callAny(name, requests[name]);
      }
    });
  }
});

const PREDECESSOR = "pb.ChatService/ChatStream";

type Transport = keyof Ways;

/** The use cases that each entry of a transport must call. */
function expected(transport: Transport): Map<string, UseCase[]> {
  const reached = Object.entries(parity).filter(([, ways]) => typeof ways[transport] === "string");
  const grouped = Map.groupBy(reached, ([, ways]) => ways[transport] as string);
  return new Map(
    grouped.entries().map(([entry, rows]) => [entry, rows.map(([useCase]) => useCase as UseCase)]),
  );
}

function entriesOf(transport: Transport): string[] {
  return [...expected(transport).keys()];
}

function methodsOf(service: object): Set<string> {
  return new Set(Object.keys(service).map((name) => `parley.v1.ChatService/${name}`));
}

/** A method and a path with the ids of existing things. */
function requestLine(entry: string, things: Things): [method: string, path: string] {
  const [method, pattern] = entry.split(" ") as [string, string];
  const known: Readonly<Record<string, string>> = { ...things, message: things.question };
  return [method, pattern.replace(/:(\w+)/g, (_, name) => known[name]!)];
}

/** One form with the fields of all routes. */
function formAbout({ chat, question, deleted }: Things): Record<string, string> {
  return { chat, question, deleted, message: question, title: "New", value: "on", position: "0" };
}

function bodyAbout(entry: string, { question }: Things): object {
  if (entry === "POST /chat") return { user_id: "", user_message: "Hello" };
  if (entry.endsWith("/chats") || entry.endsWith("/messages")) return { message: "Hello" };
  if (entry.endsWith("/answers")) return { question_id: question };
  if (entry.endsWith("/continue")) return { position: 0 };
  if (entry.endsWith("/branch")) return { message_id: question };
  if (entry.endsWith("/restore")) return { delete_time: "2026-01-02T03:04:05.678Z" };
  if (entry.endsWith("/imports")) return sampleChatJson();
  return entry.startsWith("PATCH") ? { title: "New" } : {};
}

/** Ids of the user's things. */
type Things = Readonly<
  Record<"chat" | "question" | "answer" | "session" | "token" | "deleted", string>
>;

type Parity = AsyncDisposable & {
  readonly app: App;
  readonly site: TestSite;
  readonly user: User;
  /** The secret of one of the user's API tokens. */
  readonly secret: string;
  /** The same user in a new session. */
  visitor(): Promise<Visitor>;
  /** A new chat, and the user's other things. */
  things(): Promise<Things>;
  /** Has the question answered again, and goes back to the first answer's branch. */
  answerElsewhere(things: Things): Promise<void>;
  /** Makes a call, which must call these use cases. */
  reaches(
    entry: string,
    useCases: readonly UseCase[],
    call: () => Promise<Response | void>,
  ): Promise<void>;
};

/** A site, an app that is watched, and a user. */
async function startParity(): Promise<Parity> {
  await using stack = new AsyncDisposableStack();
  const t = stack.use(await startTestApp());
  const { app, take } = recorded(t.app);
  const site = stack.use(await startTestSite({ database: t.database, routes: { app } }));
  const account = { email: "owner@example.com", password: PASSWORD, client: "192.0.2.1" };
  const { user } = await t.app.signUp({ ...account, name: "Owner" });
  const { apiToken: secret } = await t.app.createOwnApiToken({ userId: user.id, name: "program" });
  const owned = stack.move();
  return {
    app,
    site,
    user,
    secret,
    async visitor() {
      const visitor = site.visitor();
      visitor.cookies.set("session", (await t.app.signIn(account)).secret);
      return visitor;
    },
    things: () => makeThings(t.app, user.id),
    async answerElsewhere({ chat: chatId, question: questionId, answer: messageId }) {
      t.upstream.enqueue((exchange) => exchange.hang());
      await t.app.regenerateAnswer({ userId: user.id, chatId, questionId });
      await t.app.selectBranch({ userId: user.id, chatId, messageId });
    },
    async reaches(entry, useCases, call) {
      take();
      const response = await call();
      await response?.text();
      const asked = take();
      const missing = useCases.filter((useCase) => !asked.includes(useCase));
      assert.deepEqual(missing, [], `${entry} (${response?.status}) asks for ${asked}`);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function makeThings(app: App, userId: string): Promise<Things> {
  const turn = await app.startChat({ userId, message: "Hello" });
  await answered(app, turn);
  const { chatId: chat, question, answers: [answer] } = turn;
  const ids = { chat, question: question.id, answer: answer!.id };
  return { ...ids, session: "session", token: "token", deleted: "1" };
}

async function startGrpc(app: App): Promise<AsyncDisposable & { readonly address: string }> {
  const streams = new StreamLimit(32);
  const server = await startGrpcServer({ app, log: quietLog, streams, host: "127.0.0.1", port: 0 });
  return {
    address: `127.0.0.1:${server.port}`,
    [Symbol.asyncDispose]: () => server.stop(0),
  };
}
