import assert from "node:assert/strict";
import { SERVICE_TOKEN } from "../../../support/app/test_app.ts";
import { startTestSite } from "../../test_site.ts";
import { signUpProgram } from "../program.ts";

Deno.test("unknown fields are refused with a suggestion, in bodies and queries", async () => {
  await using site = await startTestSite();
  const { program } = await signUpProgram(site);
  const { chat_id } = await program.json("POST", "/chats", { json: { message: "Hello" } });
  const chat = `/chats/${chat_id}`;
  const cases: [method: string, path: string, json: unknown, field: string, detail: RegExp][] = [
    ["POST", "/chats", { message: "a", temperature: 1 }, "temperature", /belongs in settings$/],
    [
      "POST",
      "/chats",
      { message: "a", max_completion_tokens: 1 },
      "max_completion_tokens",
      /it is called settings\.max_tokens here$/,
    ],
    ["POST", "/chats", { message: "a", stream: true }, "stream", /Accept: text\/event-stream$/],
    [
      "POST",
      "/chats",
      { message: "a", settings: { message: "b" } },
      "settings.message",
      /at the top/,
    ],
    [
      "POST",
      "/chats",
      { message: "a", settings: { temprature: 1 } },
      "settings.temprature",
      /did you mean settings\.temperature\?$/,
    ],
    [
      "POST",
      "/chats",
      { message: "a", colour: 1 },
      "colour",
      /there are message, system_message, settings$/,
    ],
    ["POST", `${chat}/messages`, { message: "a", model: "b" }, "model", /PATCH \/api\/v1\/chats/],
    [
      "POST",
      `${chat}/messages`,
      { message: "a", mesage: "b" },
      "mesage",
      /did you mean message\?$/,
    ],
    ["PATCH", chat, { top_p: 1 }, "top_p", /belongs in settings$/],
    ["PATCH", chat, { name: "a" }, "name", /it is called title here$/],
    ["PATCH", chat, { archive: true }, "archive", /did you mean archived\?$/],
    ["GET", "/chats?limit=5", undefined, "limit", /it is called page_size here$/],
    ["GET", "/chats?pagesize=5", undefined, "pagesize", /did you mean page_size\?$/],
    [
      "POST",
      "/chats",
      { message: "a", "settings.temperature": 1 },
      "settings.temperature",
      /put temperature into the object settings$/,
    ],
    [
      "POST",
      `${chat}/answers`,
      { question_id: "a", colour: 1 },
      "colour",
      /there is only question_id$/,
    ],
    [
      "GET",
      `${chat}/export?colour=1`,
      undefined,
      "colour",
      /such parameter; there is only format$/,
    ],
    ["GET", "/models?q=5", undefined, "q", /There is no such parameter$/],
    ["GET", "/search?query=a&q=b", undefined, "q", /it is called query here$/],
  ];
  for (const [method, path, json, field, detail] of cases) {
    const response = await program.call(method, path, { json });
    assert.equal(response.status, 422, path);
    const { errors: [error, ...others], ...problem } = await response.json();
    assert.equal(error.field, field);
    assert.match(error.detail, detail);
    assert.equal(problem.detail, `Cannot use ${field}: ${error.detail}`);
    assert.deepEqual(others, []);
  }
});

Deno.test("refused names are quoted once, shortened, and without invisible characters", async () => {
  await using site = await startTestSite();
  const { program } = await signUpProgram(site);
  const long = `\u202e\0${"x".repeat(100_000)}`;
  const shown = `\\u202e\\u0000${"x".repeat(58)}…`;
  const { chat_id } = await program.json("POST", "/chats", { json: { message: "Hello" } });
  const calls = [
    ["POST", "/chats", { message: "a", settings: { model: long } }, "There is no model"],
    ["PATCH", `/chats/${chat_id}`, { settings: { model: long } }, "There is no model"],
    ["POST", "/chats", { message: "a", [long]: 1 }, "Cannot use"],
  ] as const;
  for (const [method, path, json, before] of calls) {
    const response = await program.call(method, path, { json });
    assert.equal(response.status, 422);
    const text = await response.text();
    assert.ok(text.length < 1_500, `${text.length} characters`);
    const { detail } = JSON.parse(text);
    assert.equal(detail.split(`${before} ${shown}`).length, 2, detail);
    assert.equal(detail.split("xxxx").length, 1 + 58 / 4 | 0, detail);
  }
});

Deno.test("of very many wrong fields some are named, and the others counted", async () => {
  await using site = await startTestSite();
  const { program } = await signUpProgram(site);
  const many = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`field${i}`, 1]));
  const stop = new Array(50_000).fill(1);
  for (const json of [{ message: "a", ...many }, { message: "a", settings: { stop } }]) {
    const response = await program.call("POST", "/chats", { json });
    assert.equal(response.status, 422);
    const text = await response.text();
    assert.ok(text.length < 3_000, `${text.length} characters`);
    const { errors } = JSON.parse(text);
    assert.equal(errors.length, 11);
    assert.deepEqual(errors.at(-1), { field: "…", detail: "49990 more are wrong" });
  }
});

Deno.test("POST /chat says which field is missing, and under which name it was sent", async () => {
  await using site = await startTestSite();
  const fieldsOf = async (body: unknown) => {
    const init = { method: "POST", body: JSON.stringify(body) };
    const headers = { Authorization: SERVICE_TOKEN };
    const response = await site.routes.request("/chat", { ...init, headers });
    assert.equal(response.status, 422);
    return (await response.json()).error.fields;
  };
  assert.deepEqual(await fieldsOf({ user: "u", messages: ["Hello"], chat_id: 7 }), {
    chat_id: "Must be a text",
    user_id: "Is missing; you sent user",
    user_message: "Is missing; you sent messages",
  });
  assert.deepEqual(await fieldsOf({ user_id: 7, user_mesage: "Hello", "\u200b": 1 }), {
    user_id: "Must be a text",
    user_message: "Is missing; you sent user_mesage",
  });
  assert.deepEqual(await fieldsOf({ userId: "u" }), {
    user_id: "Is missing; you sent userId",
    user_message: "Is missing",
  });
});
