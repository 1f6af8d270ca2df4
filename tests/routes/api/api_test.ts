import assert from "node:assert/strict";
import { AppError } from "../../../domain/app_error.ts";
import { said } from "../../../domain/said.ts";
import { SERVICE_TOKEN } from "../../support/app/test_app.ts";
import { startTestSite } from "../test_site.ts";
import { Program, signUpProgram } from "./program.ts";

const JSON_TYPE = { "Content-Type": "application/json" };

/** The problem of a refused call. */
async function problemOf(response: Response) {
  assert.equal(response.headers.get("Content-Type"), "application/problem+json");
  const problem = await response.json();
  assert.equal(problem.status, response.status);
  assert.equal(problem.type, `/api/docs#${problem.code}`);
  assert.ok(problem.title && problem.detail);
  return problem;
}

Deno.test("calls without a valid token are all refused alike", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  const wrong: Record<string, string>[] = [
    { Authorization: "Bearer wrong" },
    { Authorization: "Bearer parley_0000000000000000000000000000000000000000000" },
    { Authorization: "Basic dTpw" },
    { Authorization: "Bearer " },
  ];
  const told = new Set<string>();
  for (const headers of wrong) {
    const response = await new Program(site.routes, headers).call("GET", "/chats");
    assert.equal(response.status, 401);
    assert.equal(
      response.headers.get("WWW-Authenticate"),
      'Bearer realm="Parley", error="invalid_token"',
    );
    told.add(JSON.stringify(await problemOf(response)));
  }
  const withCookie = await visitor.get("/api/v1/chats");
  assert.equal(withCookie.status, 401, "a browser's session is no credential here");
  assert.equal(withCookie.headers.get("WWW-Authenticate"), 'Bearer realm="Parley"');
  assert.deepEqual(withCookie.headers.getSetCookie(), []);
  told.add(JSON.stringify(await problemOf(withCookie)));
  assert.equal(told.size, 1);
});

Deno.test("refusals name the wrong fields as they were sent, and what would be right", async () => {
  await using site = await startTestSite();
  const { program } = await signUpProgram(site);
  const refused = async (json: unknown) => {
    const { detail, errors } = await problemOf(await program.call("POST", "/chats", { json }));
    return { detail, errors };
  };
  assert.deepEqual(await refused({ message: "Hello", model: "demo" }), {
    detail: "Cannot use model: There is no such field here; it belongs in settings",
    errors: [{ field: "model", detail: "There is no such field here; it belongs in settings" }],
  });
  assert.deepEqual(await refused({ settings: { model: "no-model", temperature: "hot" } }), {
    detail: "Cannot use these fields: message, settings.temperature",
    errors: [
      { field: "message", detail: "Is missing" },
      { field: "settings.temperature", detail: "Must be a number" },
    ],
  });
  const { errors } = await refused({ message: "Hello", settings: { model: "no-model", n: 0 } });
  assert.deepEqual(errors.map(({ field }: { field: string }) => field), [
    "settings.model",
    "settings.n",
  ]);
  for (const body of [[], null, "Hello"]) {
    assert.deepEqual(await refused(body), {
      detail: "Cannot use body: Must be an object",
      errors: [{ field: "body", detail: "Must be an object" }],
    });
  }
});

Deno.test("refusals use the API's names", async () => {
  await using site = await startTestSite();
  const { program } = await signUpProgram(site);
  const { chat_id, answer_ids: [answer] } = await program.json("POST", "/chats", {
    json: { message: "Hello" },
  });
  const errorOf = async (...call: Parameters<Program["call"]>) =>
    (await problemOf(await program.call(...call))).errors[0];
  const headers = { "Idempotency-Key": "k".repeat(65) };
  assert.deepEqual(await errorOf("POST", "/chats", { json: { message: "Hello" }, headers }), {
    field: "Idempotency-Key",
    detail: "Cannot use a key of 65 characters; at most 64 are allowed",
  });
  const token = "t".repeat(201);
  const lists = ["/chats?", `/chats/${chat_id}/messages?`, "/search?query=hello&"];
  for (const list of lists) {
    const { field, detail } = await errorOf("GET", `${list}page_token=${token}`);
    assert.equal(field, "page_token");
    assert.match(detail, /^Cannot list .+: this cursor is not valid/);
  }
  const path = `/chats/${chat_id}/answers/${answer}/continue`;
  for (
    const [json, detail] of [[{}, "Is missing"], [{ position: 2 ** 60 }, "Must be a whole number"]]
  ) {
    assert.deepEqual(await errorOf("POST", path, { json }), { field: "position", detail });
  }
  await program.json("POST", `/chats/${chat_id}/end`);
  const json = { settings: { n: 2 } };
  const { code, detail } = await problemOf(
    await program.call("PATCH", `/chats/${chat_id}`, { json }),
  );
  assert.equal(code, "chat_ended");
  assert.equal(detail, "This chat has ended, and its settings can't be changed any more");
});

Deno.test("the service names a user, and a user's token can't name another one", async () => {
  await using site = await startTestSite();
  const { program, user } = await signUpProgram(site);
  const { chat_id } = await program.json("POST", "/chats", { json: { message: "Hello" } });
  const service = new Program(site.routes, { Authorization: `Bearer ${SERVICE_TOKEN}` });
  const asUser = { headers: { "X-Parley-User": user.id } };
  assert.equal((await service.json("GET", `/chats/${chat_id}`, asUser)).id, chat_id);
  assert.equal((await program.call("GET", `/chats/${chat_id}`, asUser)).status, 200);
  const unnamed = await service.call("GET", "/chats");
  assert.equal(unnamed.status, 422);
  assert.equal((await problemOf(unnamed)).errors[0].field, "x-parley-user");
  const accented = await service.call("GET", "/chats", {
    headers: { "X-Parley-User": "Andr\u00e9" },
  });
  assert.equal((await problemOf(accented)).errors[0].field, "x-parley-user");
  const other = { headers: { "X-Parley-User": "somebody" } };
  assert.deepEqual((await service.json("GET", "/chats", other)).chats, []);
  const foreign = await program.call("GET", "/chats", other);
  assert.equal(foreign.status, 403);
  assert.equal((await problemOf(foreign)).code, "permission_denied");
});

Deno.test("unknown paths and methods are reported as problems", async () => {
  await using site = await startTestSite();
  const get = (path: string, method = "GET") =>
    site.routes.request(path, { method, headers: { Accept: "text/html" } });
  for (const path of ["/api", "/api/", "/api/v1", "/api/v1/chat", "/api/v2/chats"]) {
    const response = await get(path);
    assert.equal(response.status, 404, path);
    assert.equal((await problemOf(response)).code, "not_found");
  }
  const refused = await get("/api/v1/chats", "PUT");
  assert.equal(refused.status, 405);
  assert.equal((await problemOf(refused)).code, "method_not_allowed");
  assert.deepEqual(refused.headers.get("Allow")!.split(", ").sort(), ["GET", "HEAD", "POST"]);
});

Deno.test("bodies other than JSON in UTF-8 are refused, with what would be right", async () => {
  await using site = await startTestSite();
  const { program } = await signUpProgram(site);
  const post = (body: BodyInit, headers: Record<string, string>) =>
    program.call("POST", "/chats", { body, headers });
  const text = JSON.stringify({ message: "Hello" });
  const malformed: BodyInit[] = [
    ...["", "{", text.slice(1), "message=Hello"],
    new TextEncoder().encode(text).map((byte) => byte === 0x48 ? 0xff : byte),
  ];
  for (const body of malformed) {
    const response = await post(body, JSON_TYPE);
    assert.equal(response.status, 400);
    assert.equal((await problemOf(response)).code, "malformed_request");
  }
  const types = ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "json"];
  for (const type of types) {
    const response = await post(text, { "Content-Type": type });
    assert.equal(response.status, 415, type);
    assert.equal(response.headers.get("Accept"), "application/json");
    assert.match((await problemOf(response)).detail, /application\/json/);
  }
  const encoded = await post(text, { ...JSON_TYPE, "Content-Encoding": "gzip" });
  assert.equal(encoded.status, 415);
  for (const type of ["application/json; charset=utf-8", "APPLICATION/JSON"]) {
    assert.equal((await post(text, { "Content-Type": type })).status, 201);
  }
  const large = await post(JSON.stringify({ message: "x".repeat(2_000_000) }), JSON_TYPE);
  assert.equal(large.status, 413);
  assert.equal((await problemOf(large)).code, "payload_too_large");
  const file = await program.call("POST", "/imports", {
    body: "chats",
    headers: { "Content-Type": "text/plain" },
  });
  assert.equal(file.status, 415);
  const empty = await program.call("POST", "/imports", { body: "", headers: JSON_TYPE });
  assert.equal((await problemOf(empty)).errors[0].field, "file");
});

Deno.test("`Accept` decides the format of the response", async () => {
  await using site = await startTestSite();
  const { program } = await signUpProgram(site);
  const { chat_id, answer_ids } = await program.json("POST", "/chats", {
    json: { message: "Hello" },
  });
  const typeOf = async (path: string, accept: string) => {
    const response = await program.call("GET", path, { headers: { Accept: accept } });
    return response.ok ? response.headers.get("Content-Type") : response.status;
  };
  const answer = `/chats/${chat_id}/answers/${answer_ids[0]}`;
  assert.equal(await typeOf(answer, "*/*"), "application/json");
  assert.equal(await typeOf(answer, ""), "application/json");
  assert.equal(await typeOf(answer, "text/*"), "text/event-stream");
  assert.equal(await typeOf(answer, "TEXT/Event-Stream;q=0.5, */*;q=0.1"), "text/event-stream");
  assert.equal(
    await typeOf(answer, "text/event-stream;q=0.5,application/json"),
    "application/json",
  );
  assert.equal(await typeOf(answer, "text/html, image/*"), 406);
  assert.equal(await typeOf(answer, "*/*;q=0"), 406);
  assert.equal(await typeOf("/chats", "text/event-stream"), 406);
  assert.equal(await typeOf("/chats", "text/html,*/*;q=0.8"), "application/json");
  const refused = await program.call("GET", "/chats", { headers: { Accept: "text/csv" } });
  assert.match((await problemOf(refused)).detail, /application\/json/);
});

Deno.test("unexpected errors are logged, and callers get no details", async () => {
  await using site = await startTestSite();
  const { program } = await signUpProgram(site);
  const broken = { ...site.app, listChats: () => Promise.reject(new Error("secret")) };
  await using other = await startTestSite({ routes: { app: broken } });
  const headers = { Authorization: `Bearer ${SERVICE_TOKEN}`, "X-Parley-User": "user" };
  const response = await other.routes.request("/api/v1/chats", { headers });
  assert.equal(response.status, 500);
  const problem = await problemOf(response);
  assert.deepEqual([problem.code, problem.detail], ["internal", "Internal error"]);
  assert.ok(other.lines.some(({ message }) => message.includes("secret")));

  const limited = () => {
    const details = { retryAfterSeconds: 6.5 };
    throw new AppError("rate_limited", said`Internal error`, { details });
  };
  await using busy = await startTestSite({ routes: { app: { ...site.app, listChats: limited } } });
  const refused = await busy.routes.request("/api/v1/chats", { headers });
  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get("Retry-After"), "7");
  assert.equal((await problemOf(refused)).retry_after, 7);
  assert.equal((await program.call("GET", "/chats")).status, 200);
});

Deno.test("pages of other origins may call only if the operator allows it", async () => {
  await using closed = await startTestSite();
  const origin = "https://app.example";
  const preflight = {
    method: "OPTIONS",
    headers: { Origin: origin, "Access-Control-Request-Method": "POST" },
  };
  const refused = await closed.routes.request("/api/v1/chats", preflight);
  assert.equal(refused.status, 405);
  assert.equal(refused.headers.get("Access-Control-Allow-Origin"), null);

  await using open = await startTestSite({ site: { corsOrigins: [origin] } });
  const allowed = await open.routes.request("/api/v1/chats", preflight);
  assert.equal(allowed.status, 204);
  assert.equal(allowed.headers.get("Access-Control-Allow-Origin"), origin);
  assert.match(allowed.headers.get("Access-Control-Allow-Headers")!, /Authorization.*If-Match/);
  assert.match(allowed.headers.get("Access-Control-Allow-Methods")!, /PATCH/);
  const { program } = await signUpProgram(open);
  const read = await program.call("GET", "/chats", { headers: { Origin: origin } });
  assert.equal(read.headers.get("Access-Control-Allow-Origin"), origin);
  const exposed = read.headers.get("Access-Control-Expose-Headers")!;
  assert.match(exposed, /Content-Disposition.*ETag.*X-Request-Id/);
  assert.match(read.headers.get("Vary")!, /Origin/);
  assert.equal(read.headers.get("Access-Control-Allow-Credentials"), null);
  const unauthenticated = await open.routes.request("/api/v1/chats", {
    headers: { Origin: origin },
  });
  assert.equal(unauthenticated.status, 401);
  assert.equal(unauthenticated.headers.get("Access-Control-Allow-Origin"), origin);
  const other = await program.call("GET", "/chats", { headers: { Origin: "https://b.example" } });
  assert.equal(other.headers.get("Access-Control-Allow-Origin"), null);
  const page = await open.visitor().get("/sign-in", { headers: { Origin: origin } });
  assert.equal(page.headers.get("Access-Control-Allow-Origin"), null);
});
