import assert from "node:assert/strict";
import { startTestSite, type TestSite } from "../../test_site.ts";
import { EventReader, events } from "./event_reader.ts";
import { type Program, signUpProgram } from "../program.ts";

const manual = { upstream: { reply: "manual" } } as const;
const body = { json: { message: "Talk" } };

/** Starts a chat, and waits for the first text of its answer. */
async function startChat(site: TestSite, program: Program, headers = {}) {
  const call = await program.call("POST", "/chats", {
    ...body,
    headers: { ...events, ...headers },
  });
  const reader = new EventReader(call);
  const exchange = await site.upstream.next();
  await exchange.text("Once");
  await reader.until(() => reader.text() === "Once");
  const { chat_id, answer_ids } = reader.events[0]!.data;
  return { reader, exchange, chat: `/chats/${chat_id}`, answer: answer_ids[0] };
}

Deno.test("a key that was used for another call is refused", async () => {
  await using site = await startTestSite();
  const { program } = await signUpProgram(site);
  const headers = { "Idempotency-Key": "key" };
  const { chat_id } = await program.json("POST", "/chats", { ...body, headers });
  const other = { json: { message: "Other words" }, headers };
  for (const path of ["/chats", `/chats/${chat_id}/messages`]) {
    const refused = await program.call("POST", path, other);
    assert.equal(refused.status, 422);
    assert.equal((await refused.json()).errors[0].field, "Idempotency-Key");
  }
  assert.equal(site.upstream.requests.length, 1);
});

Deno.test("a stream that joins an answer doesn't stop it, and counts towards the user's limit", async () => {
  await using site = await startTestSite({ ...manual, streamsPerUser: 1 });
  const { program } = await signUpProgram(site);
  const { reader, exchange, chat, answer } = await startChat(site, program);
  const path = `${chat}/answers/${answer}/continue`;
  const join = () => program.call("POST", path, { json: { position: 0 }, headers: events });
  const joined = new EventReader(await join());
  await joined.until(() => joined.text() === "Once");
  const refused = await join();
  assert.equal(refused.status, 429);
  assert.equal((await refused.json()).errors, undefined);
  await joined.cancel();
  await exchange.text(" upon a time");
  await exchange.finish();
  await exchange.end();
  await reader.until();
  assert.equal(reader.text(), "Once upon a time");
  assert.equal(reader.events.at(-1)!.data.answer.state, "complete");
});

Deno.test("a repeated call sends `begun` again, and resumes after Last-Event-ID", async () => {
  await using site = await startTestSite(manual);
  const { program } = await signUpProgram(site);
  const key = { "Idempotency-Key": "key" };
  const { reader, exchange } = await startChat(site, program, key);
  await exchange.text(" more");
  await exchange.finish();
  await exchange.end();
  const headers = { ...events, ...key, "Last-Event-ID": "4" };
  const again = new EventReader(await program.call("POST", "/chats", { ...body, headers }));
  await again.until();
  assert.equal(again.text(), " more");
  const [begun] = again.events;
  assert.deepEqual([begun!.event, begun!.id, begun!.data], ["begun", "4", reader.events[0]!.data]);
});

Deno.test("a new turn streams from its beginning, whatever Last-Event-ID says", async () => {
  await using site = await startTestSite(manual);
  const { program } = await signUpProgram(site);
  for (const id of ["5,6", "end", "400"]) {
    const { reader, exchange } = await startChat(site, program, { "Last-Event-ID": id });
    await exchange.finish();
    await exchange.end();
    await reader.until();
    assert.equal(reader.events.at(-1)!.event, "ended");
  }
});
