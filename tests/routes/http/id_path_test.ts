import assert from "node:assert/strict";
import { paths } from "../../../views/paths.ts";
import { SERVICE_TOKEN } from "../../support/app/test_app.ts";
import { Program } from "../api/program.ts";
import { startTestSite } from "../test_site.ts";

Deno.test("ids are case-insensitive in paths, queries, forms and JSON", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  const turn = await site.app.startChat({ userId: user.id, message: "Hello" });
  const answerId = turn.answers[0]!.id;
  for await (const { ended } of site.app.followAnswer({ ...turn, userId: user.id, answerId })) {
    if (ended) break;
  }
  const upper = (id: string) => id.toUpperCase();
  const chat = upper(turn.chatId);
  const question = upper(turn.question.id);

  const isShown = async (path: string) => {
    const response = await visitor.get(path);
    assert.equal(response.status, 200, path);
    return await response.text();
  };
  assert.match(await isShown(paths.chat(chat)), /Hello/);
  assert.match(await isShown(`${paths.chat(chat)}?message=${question}`), /Hello/);
  await isShown(paths.messagesBefore(chat, upper(answerId)));
  assert.equal(await isShown(paths.messageText(chat, question)), "Hello");
  const archived = await visitor.post(paths.archiveChats(), { chat, value: "on" });
  assert.equal(archived.status, 303);
  assert.ok((await site.app.getChat(user.id, turn.chatId)).archived);

  const headers = { Authorization: `Bearer ${SERVICE_TOKEN}`, "X-Parley-User": user.id };
  const program = new Program(site.routes, headers);
  const known = await program.json("GET", `/chats/${chat}`);
  assert.equal(known.id, turn.chatId);
  const page = `/chats/${chat}/messages?page_token=${question}`;
  assert.deepEqual((await program.json("GET", page)).messages, []);
  const json = { message_id: upper(answerId) };
  const selected = await program.json("POST", `/chats/${chat}/branch`, { json });
  assert.equal(selected.active_leaf_id, answerId);
  const asked = await site.routes.request("/chat", {
    method: "POST",
    headers,
    body: JSON.stringify({ chat_id: chat, user_id: user.id, user_message: "And on" }),
  });
  assert.equal((await asked.json()).chat_id, turn.chatId);
  const again = await visitor.post(paths.answers(chat), { question });
  assert.equal(again.status, 303);
});
