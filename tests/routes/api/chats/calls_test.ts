import assert from "node:assert/strict";
import { startTestSite } from "../../test_site.ts";
import { signUpProgram } from "../program.ts";

type Named = { readonly id: string };

const ids = (things: readonly Named[]) => things.map(({ id }) => id);

Deno.test("GET /chats lists page by page, pinned ones first, archived ones apart", async () => {
  await using site = await startTestSite();
  const { program } = await signUpProgram(site);
  const chats: string[] = [];
  for (const message of ["one", "two", "three"]) {
    chats.push((await program.json("POST", "/chats", { json: { message } })).chat_id);
  }
  const [one, two, three] = chats as [string, string, string];
  await program.json("PATCH", `/chats/${one}`, { json: { pinned: true } });
  await program.json("PATCH", `/chats/${two}`, { json: { archived: true } });
  const first = await program.json("GET", "/chats?page_size=1");
  assert.deepEqual(ids(first.chats), [one]);
  const token = encodeURIComponent(first.next_page_token);
  const second = await program.json("GET", `/chats?page_size=1&page_token=${token}`);
  assert.deepEqual(ids(second.chats), [three]);
  assert.equal(second.next_page_token, null);
  for (const size of ["", "?page_size=0", "?page_size=100000"]) {
    assert.deepEqual(ids((await program.json("GET", `/chats${size}`)).chats), [one, three]);
  }
  assert.deepEqual(ids((await program.json("GET", "/chats?archived=true")).chats), [two]);
  for (const [size, why] of [["-1", "not be negative"], ["0x10", "be a whole number"]]) {
    const response = await program.call("GET", `/chats?page_size=${size}`);
    assert.equal(response.status, 422);
    const { errors } = await response.json();
    assert.deepEqual(errors, [{ field: "page_size", detail: `Must ${why}` }]);
  }
});

Deno.test("GET /chats/:chat/messages refuses a page token of another chat", async () => {
  await using site = await startTestSite();
  const { program } = await signUpProgram(site);
  const { chat_id } = await program.json("POST", "/chats", { json: { message: "one" } });
  const other = await program.json("POST", "/chats", { json: { message: "two" } });
  const path = `/chats/${chat_id}/messages?page_token=${other.question_id}`;
  const response = await program.call("GET", path);
  assert.equal(response.status, 422);
  const detail = "Cannot list messages: this cursor is not valid; use one that the list returned";
  assert.deepEqual((await response.json()).errors, [{ field: "page_token", detail }]);
});

Deno.test("PATCH /chats/:chat changes the given fields, and null resets them", async () => {
  await using site = await startTestSite();
  const { program } = await signUpProgram(site);
  const { chat_id } = await program.json("POST", "/chats", { json: { message: "Hello" } });
  const path = `/chats/${chat_id}`;
  const before = await program.json("GET", path);
  for (const nothing of [{}, { settings: {} }]) {
    assert.deepEqual(await program.json("PATCH", path, { json: nothing }), before);
  }
  const settings = { temperature: 0.25, max_tokens: 100, stop: ["END"] };
  const change = { title: " My  chat ", system_message: "Be brief", pinned: true, settings };
  const changed = await program.json("PATCH", path, {
    json: change,
    headers: { "Content-Type": "application/merge-patch+json" },
  });
  assert.deepEqual(changed, {
    ...before,
    title: "My chat",
    system_message: "Be brief",
    pinned: true,
    settings: { ...before.settings, ...settings },
    etag: changed.etag,
  });
  assert.notEqual(changed.etag, before.etag);
  const reset = await program.json("PATCH", path, {
    json: { system_message: null, settings: { temperature: null, max_tokens: null, stop: null } },
  });
  assert.deepEqual(reset.settings, before.settings);
  assert.equal(reset.system_message, "");
  assert.deepEqual(await program.json("PATCH", path, { json: {} }), {
    ...reset,
    etag: (await program.json("GET", path)).etag,
  });
});

Deno.test("PATCH /chats/:chat names wrong fields, and then changes nothing", async () => {
  await using site = await startTestSite();
  const { program } = await signUpProgram(site);
  const { chat_id } = await program.json("POST", "/chats", { json: { message: "Hello" } });
  const before = await program.json("GET", `/chats/${chat_id}`);
  const wrong: [change: unknown, fields: string[]][] = [
    [{ title: "  " }, ["title"]],
    [{ title: null }, ["title"]],
    [{ titel: "Typo", pinned: 1 }, ["pinned", "titel"]],
    [{ pinned: true, settings: { temperature: 3, top_p: -1 } }, [
      "settings.temperature",
      "settings.top_p",
    ]],
    [{ settings: { temprature: 1 } }, ["settings.temprature"]],
    [{ settings: { model: "no-such-model" } }, ["settings.model"]],
    [{ system_message: "x".repeat(100_001) }, ["system_message"]],
    [{ status: "ended", id: "mine", etag: "9" }, ["etag", "id", "status"]],
    [[], ["body"]],
    [null, ["body"]],
  ];
  for (const [json, fields] of wrong) {
    const response = await program.call("PATCH", `/chats/${chat_id}`, { json });
    assert.equal(response.status, 422, JSON.stringify(json));
    const { errors, code, detail } = await response.json();
    assert.equal(code, "invalid_argument");
    assert.deepEqual(errors.map(({ field }: { field: string }) => field).sort(), fields);
    assert.doesNotMatch(detail, /topP|config/);
  }
  assert.deepEqual(await program.json("GET", `/chats/${chat_id}`), before);
});

Deno.test("ETags show whether a chat has changed", async () => {
  await using site = await startTestSite();
  const { program } = await signUpProgram(site);
  const { chat_id } = await program.json("POST", "/chats", { json: { message: "Hello" } });
  const path = `/chats/${chat_id}`;
  const read = await program.call("GET", path);
  const etag = read.headers.get("ETag")!;
  assert.match(etag, /^"\d+"$/);
  assert.equal((await read.json()).etag, etag);
  const known = (tags: string) =>
    program.call("GET", path, { headers: { "If-None-Match": tags } }).then(({ status }) => status);
  assert.equal(await known(etag), 304);
  assert.equal(await known(`"x", W/${etag}`), 304);
  assert.equal(await known('"0"'), 200);

  const rename = (title: string, tags: string) =>
    program.call("PATCH", path, { json: { title }, headers: { "If-Match": tags } });
  const renamed = await rename("Second", etag);
  assert.equal(renamed.status, 200);
  const newTag = renamed.headers.get("ETag")!;
  assert.notEqual(newTag, etag);
  for (const tags of [etag, '"x"', `${etag}, "12345"`]) {
    const refused = await rename("Third", tags);
    assert.equal(refused.status, 412, tags);
    assert.equal((await refused.json()).code, "chat_changed");
  }
  for (const tags of ["7", '"7', "x,y", '"7" "8"']) {
    const refused = await rename("Third", tags);
    assert.equal(refused.status, 422, tags);
    assert.equal((await refused.json()).errors[0].field, "If-Match");
  }
  assert.equal((await program.json("GET", path)).title, "Second");
  assert.equal(await known(newTag), 304);
  for (const tags of [newTag, "*"]) assert.equal((await rename("Third", tags)).status, 200);
  const other = await rename("Fourth", `"x", ${(await program.json("GET", path)).etag}`);
  assert.equal(other.status, 200);
});

Deno.test("a chat can be ended, deleted and restored", async () => {
  await using site = await startTestSite();
  const { program } = await signUpProgram(site);
  const { chat_id } = await program.json("POST", "/chats", { json: { message: "Hello" } });
  const ended = await program.json("POST", `/chats/${chat_id}/end`);
  assert.equal(ended.status, "ended");
  const refused = await program.call("POST", `/chats/${chat_id}/messages`, {
    json: { message: "More" },
  });
  assert.equal(refused.status, 409);
  assert.equal((await refused.json()).code, "chat_ended");
  const { delete_time } = await program.json("DELETE", `/chats/${chat_id}`);
  assert.equal((await program.call("GET", `/chats/${chat_id}`)).status, 404);
  const restored = await program.json("POST", "/chats/restore", { json: { delete_time } });
  assert.deepEqual(restored, { chat_ids: [chat_id] });
  assert.equal((await program.json("GET", `/chats/${chat_id}`)).status, "ended");
  const again = await program.call("POST", "/chats/restore", { json: { delete_time } });
  assert.equal(again.status, 404);
});

Deno.test("messages have versions, and a branch can be selected", async () => {
  await using site = await startTestSite();
  const { program } = await signUpProgram(site);
  const first = await program.json("POST", "/chats", { json: { message: "Hello" } });
  const path = `/chats/${first.chat_id}`;
  const edited = await program.json("POST", `${path}/messages`, {
    json: { message: "Hi", replaces: first.question_id },
  });
  const again = await program.json("POST", `${path}/answers`, {
    json: { question_id: edited.question_id },
  });
  assert.equal(again.question_id, edited.question_id);
  assert.deepEqual(again.answers[0].version_ids, [edited.answer_ids[0], again.answer_ids[0]]);
  const question = await program.json("GET", `${path}/messages/${first.question_id}`);
  assert.deepEqual(question, {
    id: first.question_id,
    chat_id: first.chat_id,
    parent_id: null,
    role: "user",
    content: "Hello",
    thinking: null,
    create_time: question.create_time,
    answer: null,
    version_ids: [first.question_id, edited.question_id],
  });
  const chat = await program.json("POST", `${path}/branch`, {
    json: { message_id: first.question_id },
  });
  assert.equal(chat.active_leaf_id, first.answer_ids[0]);
  const { messages } = await program.json("GET", `${path}/messages`);
  assert.deepEqual(ids(messages), [first.answer_ids[0], first.question_id]);
});

Deno.test("GET …/messages lists page by page, newest first", async () => {
  await using site = await startTestSite();
  const { program } = await signUpProgram(site);
  const { chat_id } = await program.json("POST", "/chats", { json: { message: "1" } });
  const path = `/chats/${chat_id}/messages`;
  for (const message of ["2", "3"]) await program.json("POST", path, { json: { message } });
  const seen: string[] = [];
  let token = "";
  do {
    const page = await program.json("GET", `${path}?page_size=4&page_token=${token}`);
    seen.push(...page.messages.map(({ content }: { content: string }) => content));
    token = page.next_page_token;
  } while (token);
  assert.deepEqual(seen, ["You said: 3", "3", "You said: 2", "2", "You said: 1", "1"]);
  const refused = await program.call("GET", `${path}?page_token=nonsense`);
  assert.equal((await refused.json()).errors[0].field, "page_token");
});
