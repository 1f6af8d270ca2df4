import assert from "node:assert/strict";
import type { Chat } from "../../domain/chats/chat.ts";
import type { Message } from "../../domain/chats/message.ts";
import { uuidV7 } from "../../infra/runtime/uuid_v7.ts";
import { sampleAnswer, sampleConfig, sampleQuestion } from "../support/app/sample_messages.ts";
import { contract, type GatewayKind } from "./gateway_kind.ts";
import { answeredTurn, ended, nextTurn, sampleTime } from "./sample_turns.ts";

/** What every {@link ArchiveGateway} does. */
export function archiveGatewayContract(kind: GatewayKind): void {
  readingContract(kind);
  storingContract(kind);
}

function readingContract(kind: GatewayKind): void {
  contract(kind, "chats() pages through all of a user's chats", async ({ archives, turns }) => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push((await answeredTurn(turns)).chat.id);
    await answeredTurn(turns, { userId: "somebody else" });
    const paged: string[] = [];
    for (let after: string | null = null; paged.length < 9;) {
      const page: Chat[] = await archives.chats("user", { after, limit: 2 });
      if (page.length === 0) break;
      paged.push(...page.map(({ id }) => id));
      after = paged.at(-1)!;
    }
    assert.deepEqual(paged, ids.toSorted());
  });

  contract(kind, "tree() and messages() read a whole chat", async ({ archives, turns }) => {
    const first = await answeredTurn(turns, { content: "Zuerst 🙂" });
    const next = nextTurn(first.chat);
    const answer = next.answers[0]!;
    await turns.begin(next);
    await turns.appendChunks([{ answerId: answer.id, position: 0, text: "So far" }]);
    const tree = await archives.tree("user", first.chat.id);
    const all = [
      first.question,
      ...ended(first).answers,
      next.question,
      { ...answer, content: "So far" },
    ];
    assert.deepEqual(tree, all.map(({ id, parentId }) => ({ id, parentId })));
    const ids = all.map(({ id }) => id).toReversed();
    const read = await archives.messages("user", first.chat.id, [...ids, "gone"]);
    assert.deepEqual(read, all.toReversed());
  });

  contract(kind, "tree() and messages() read no other user's chat", async ({ archives, turns }) => {
    const { chat, question } = await answeredTurn(turns);
    const own = await answeredTurn(turns, { userId: "somebody else" });
    assert.deepEqual(await archives.tree("somebody else", chat.id), []);
    assert.deepEqual(await archives.messages("somebody else", chat.id, [question.id]), []);
    assert.deepEqual(await archives.messages("somebody else", own.chat.id, [question.id]), []);
    assert.deepEqual(await archives.messages("user", chat.id, []), []);
  });

  contract(kind, "known() and restore() find only the user's own chats", async (gateways) => {
    const { archives, bin, turns } = gateways;
    const { chat } = await answeredTurn(turns);
    assert.deepEqual(await archives.known("user", [chat.id, "another"]), [chat.id]);
    assert.deepEqual(await archives.known("somebody else", [chat.id]), []);
    assert.deepEqual(await archives.restore("user", [chat.id], new Date(0)), []);
    await bin.put("user", { ids: [chat.id] }, sampleTime);
    assert.deepEqual(await archives.known("user", [chat.id]), []);
    assert.deepEqual(await archives.tree("user", chat.id), []);
    assert.deepEqual(await archives.chats("user", { after: null, limit: 9 }), []);
    assert.deepEqual(await archives.restore("user", [chat.id], sampleTime), []);
    const since = new Date(sampleTime.getTime() - 1);
    assert.deepEqual(await archives.restore("somebody else", [chat.id], since), []);
    assert.deepEqual(await archives.restore("user", [chat.id, "other"], since), [chat.id]);
    assert.deepEqual(await archives.known("user", [chat.id]), [chat.id]);
  });
}

function storingContract(kind: GatewayKind): void {
  contract(kind, "store() stores a whole chat unchanged", async ({ archives, chats, turns }) => {
    const { chat, messages } = longChat(1_000);
    assert.equal(await archives.store(chat, messages), true);
    assert.deepEqual(await chats.find("user", chat.id), chat);
    const from = chat.activeLeaf;
    assert.deepEqual(await chats.path("user", chat.id, { from, limit: 2_000 }), messages);
    // It goes on like any other.
    const turn = nextTurn(chat);
    await turns.begin(turn);
    await turns.finish(ended(turn));
    assert.equal(
      (await chats.path("user", chat.id, { from: turn.answers[0]!.id, limit: 3 })).length,
      3,
    );
  });

  contract(kind, "store() leaves an existing chat alone", async (gateways) => {
    const { archives, chats } = gateways;
    const { chat, messages } = longChat(2);
    assert.equal(await archives.store(chat, messages), true);
    assert.equal(await archives.store({ ...chat, title: "Other" }, messages), false);
    const another = { ...chat, userId: "somebody else" };
    assert.equal(await archives.store(another, []), false);
    assert.equal((await chats.find("user", chat.id))?.title, chat.title);
  });

  contract(kind, "simultaneous calls of store() store a chat once", async (gateways) => {
    const { archives, other } = gateways;
    const { chat, messages } = longChat(100);
    const stored = await Promise.all([
      archives.store(chat, messages),
      other.archives.store(chat, messages),
    ]);
    assert.deepEqual(stored.toSorted(), [false, true]);
    assert.equal((await archives.tree("user", chat.id)).length, 100);
  });

  contract(kind, "store() stores all of a chat or nothing", async (gateways) => {
    const { archives, chats } = gateways;
    const { chat, messages } = longChat(4);
    const twice = [...messages, messages[0]!];
    await assert.rejects(archives.store(chat, twice));
    assert.equal(await chats.find("user", chat.id), null);
    assert.equal(await archives.store(chat, messages), true);
  });
}

/** A chat with one branch, as from an import. */
function longChat(count: number): { chat: Chat; messages: Message[] } {
  const chatId = uuidV7();
  const messages: Message[] = [];
  for (let i = 0; i < count; i++) {
    const facts = { id: uuidV7(), chatId, parentId: messages.at(-1)?.id ?? null };
    messages.push(i % 2 === 0 ? sampleQuestion(facts) : sampleAnswer(facts));
  }
  const chat: Chat = {
    id: chatId,
    revision: 1,
    userId: "user",
    title: "From elsewhere",
    systemMessage: "",
    status: "active",
    config: sampleConfig,
    activeLeaf: messages.at(-1)!.id,
    answering: null,
    memoryBeginsAt: null,
    tokenUsage: { promptTokens: 1, completionTokens: 2 },
    pinned: true,
    archived: true,
    createdAt: sampleTime,
    updatedAt: sampleTime,
  };
  return { chat, messages };
}
