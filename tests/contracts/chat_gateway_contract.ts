import assert from "node:assert/strict";
import type { Chat } from "../../domain/chats/chat.ts";
import type { Message } from "../../domain/chats/message.ts";
import type { NewTurn, TurnGateway } from "../../domain/answers/turn_gateway.ts";
import { contract, type GatewayKind } from "./gateway_kind.ts";
import { unusualSettings } from "../support/app/unusual_settings.ts";
import {
  answeredTurn,
  ended,
  firstTurn,
  nextTurn,
  regeneration,
  sampleTime,
  type TurnFacts,
} from "./sample_turns.ts";

/** What every {@link ChatGateway} does. */
export function chatGatewayContract(kind: GatewayKind): void {
  chatContract(kind);
  listContract(kind);
  pathContract(kind);
  windowContract(kind);
  treeContract(kind);
}

function chatContract(kind: GatewayKind): void {
  contract(kind, "find() returns a chat as it was stored", async ({ chats, turns }) => {
    const turn = firstTurn();
    const chat: Chat = {
      ...turn.chat,
      title: "Ünïcödé 👩‍🚀 'quoted' \"twice\" \\ %_; -- ",
      systemMessage: "系统 " + "x".repeat(100_000),
      config: {
        ...unusualSettings,
        model: "some/model:latest",
        temperature: 0.1,
        topP: 0.95,
        n: 3,
        stop: ["\n\n", "END", "\\", "🛑"],
        maxTokens: 1234,
        presencePenalty: -1.5,
        frequencyPenalty: 2,
      },
      pinned: true,
      archived: true,
      tokenUsage: { promptTokens: 3_000_000_000, completionTokens: 1 },
    };
    await turns.begin({ ...turn, chat });
    assert.deepEqual(await chats.find("user", chat.id), chat);
  });

  contract(kind, "find() accepts no other spelling of an id or a user", async (gateways) => {
    const { chats, turns } = gateways;
    const { chat } = await answeredTurn(turns, { userId: "Ana" });
    assert.notEqual(await chats.find("Ana", chat.id), null);
    for (const userId of ["ana", "Ana ", "Aña", "somebody else", ""]) {
      assert.equal(await chats.find(userId, chat.id), null, userId);
    }
    assert.equal(await chats.find("Ana", chat.id.toUpperCase()), null);
    assert.equal(await chats.find("Ana", `${chat.id} `), null);
  });

  contract(kind, "find() accepts any user id of 255 characters", async ({ chats, turns }) => {
    const userId = "👩".repeat(100) + "é".repeat(55);
    const { chat } = await answeredTurn(turns, { userId, idempotencyKey: "r".repeat(255) });
    assert.equal((await chats.find(userId, chat.id))?.userId, userId);
  });

  contract(kind, "update() changes only the given fields", async ({ chats, turns }) => {
    const { chat } = await answeredTurn(turns);
    const before = await chats.find("user", chat.id);
    const config = { ...chat.config, temperature: 0.5, maxTokens: 10, stop: ["x"] };
    assert.deepEqual(await chats.update("user", chat.id, { title: "New" }), {
      ...before,
      revision: 3,
      title: "New",
    });
    assert.deepEqual(await chats.update("user", chat.id, { config, systemMessage: "Be kind" }), {
      ...before,
      revision: 4,
      title: "New",
      config,
      systemMessage: "Be kind",
    });
    const memoryBeginsAt = "message";
    assert.equal(
      (await chats.update("user", chat.id, { memoryBeginsAt }))?.memoryBeginsAt,
      memoryBeginsAt,
    );
    assert.equal(
      (await chats.update("user", chat.id, { memoryBeginsAt: null }))?.memoryBeginsAt,
      null,
    );
    const last = { status: "ended", pinned: true, archived: true } as const;
    const changed = await chats.update("user", chat.id, last);
    assert.deepEqual(changed, {
      ...before,
      ...last,
      revision: 7,
      title: "New",
      config,
      systemMessage: "Be kind",
    });
    assert.deepEqual(await chats.update("user", chat.id, {}), changed);
  });

  contract(kind, "update() leaves other users' chats alone", async ({ chats, turns }) => {
    const { chat } = await answeredTurn(turns);
    assert.equal(await chats.update("somebody else", chat.id, { title: "Mine" }), null);
    assert.equal(await chats.updateAll("somebody else", [chat.id], { archived: true }), 0);
    const titles = { from: chat.title, to: "Mine" };
    assert.equal(await chats.retitle("somebody else", chat.id, titles), false);
    const { title, archived } = (await chats.find("user", chat.id))!;
    assert.deepEqual([title, archived], [chat.title, false]);
  });

  contract(kind, "updateAll() changes the user's chats among these", async ({ chats, turns }) => {
    const [a, b, c] = [
      await answeredTurn(turns),
      await answeredTurn(turns),
      await answeredTurn(turns, { userId: "somebody else" }),
    ];
    const wanted = [a.chat.id, c.chat.id, "unknown"];
    assert.equal(await chats.updateAll("user", wanted, { archived: true }), 1);
    assert.equal(await chats.updateAll("user", wanted, { archived: true }), 1);
    assert.equal(await chats.updateAll("user", [], { archived: true }), 0);
    assert.equal((await chats.find("user", a.chat.id))?.archived, true);
    assert.equal((await chats.find("user", b.chat.id))?.archived, false);
    assert.equal((await chats.find("somebody else", c.chat.id))?.archived, false);
  });

  contract(kind, "retitle() changes only the title it expects", async ({ chats, turns }) => {
    const { chat } = await answeredTurn(turns);
    const titled = async () => (await chats.find("user", chat.id))?.title;
    assert.equal(await chats.retitle("user", chat.id, { from: "a chat", to: "B" }), false);
    assert.equal(await titled(), "A chat");
    assert.equal(await chats.retitle("user", chat.id, { from: "A chat", to: "B" }), true);
    assert.equal(await titled(), "B");
    assert.equal(await chats.retitle("user", chat.id, { from: "A chat", to: "C" }), false);
    assert.equal(await titled(), "B");
  });
}

function listContract(kind: GatewayKind): void {
  contract(kind, "list() sorts a user's chats by last message, newest first", async (gateways) => {
    const { chats, turns } = gateways;
    const old = await answeredTurn(turns, { at: minute(1) });
    const newer = await answeredTurn(turns, { at: minute(2) });
    await answeredTurn(turns, { at: minute(3), userId: "somebody else" });
    assert.deepEqual(ids(await chats.list("user", { limit: 9 })), [newer.chat.id, old.chat.id]);
    await turns.begin(nextTurn(old.chat, { at: minute(4) }));
    assert.deepEqual(ids(await chats.list("user", { limit: 9 })), [old.chat.id, newer.chat.id]);
    assert.deepEqual(await chats.list("nobody", { limit: 9 }), []);
  });

  contract(kind, "list() returns pinned chats first, and no archived ones", async (gateways) => {
    const { chats, turns } = gateways;
    const [a, b, c, d, e] = await Promise.all(
      [1, 2, 3, 4, 5].map(async (at) => (await answeredTurn(turns, { at: minute(at) })).chat.id),
    );
    await chats.update("user", b!, { pinned: true });
    await chats.update("user", c!, { archived: true });
    await chats.update("user", d!, { archived: true, pinned: true });
    const list = async (archived?: boolean) =>
      ids(await chats.list("user", { archived, limit: 9 }));
    assert.deepEqual(await list(), [b, e, a]);
    assert.deepEqual(await list(true), [d, c]);
  });

  contract(kind, "listTitles() returns what a list shows of the same chats", async (gateways) => {
    const { chats, turns } = gateways;
    for (const at of [1, 2, 3, 4].map(minute)) await answeredTurn(turns, { at });
    const all = await chats.list("user", { limit: 9 });
    await chats.update("user", all[3]!.id, { title: "Pinned", pinned: true });
    await chats.update("user", all[2]!.id, { archived: true });
    const [pinned] = await chats.list("user", { limit: 1 });
    for (const page of [{}, { archived: true }, { before: pinned }, { before: all[0] }]) {
      const expected = await chats.list("user", { ...page, limit: 2 });
      assert.deepEqual(
        await chats.listTitles("user", { ...page, limit: 2 }),
        expected.map(({ id, revision, title, pinned, updatedAt }) => {
          return { id, revision, title, pinned, updatedAt };
        }),
      );
      assert.ok(expected.length > 0);
    }
    assert.deepEqual(await chats.listTitles("somebody else", { limit: 9 }), []);
  });

  contract(kind, "list() pages through chats, even with equal times", async ({ chats, turns }) => {
    for (const [index, at] of [1, 1, 1, 2, 2, 3, 3, 1, 2, 2].map(minute).entries()) {
      const { chat } = await answeredTurn(turns, { at });
      if (index > 6) await chats.update("user", chat.id, { pinned: true });
    }
    const all = ids(await chats.list("user", { limit: 100 }));
    assert.equal(all.length, 10);
    for (const limit of [1, 2, 3]) {
      const paged: Chat[] = [];
      for (let page = 0; page < 10; page++) {
        const before = paged.at(-1);
        paged.push(...await chats.list("user", { ...(before && { before }), limit }));
      }
      assert.deepEqual(ids(paged), all);
    }
  });

  contract(kind, "list() goes on after a chat even if it changed or is gone", async (gateways) => {
    const { chats, bin, turns } = gateways;
    const old = await answeredTurn(turns, { at: minute(1) });
    const middle = await answeredTurn(turns, { at: minute(2) });
    await answeredTurn(turns, { at: minute(3) });
    const before = (await chats.find("user", middle.chat.id))!;
    const rest = async () => ids(await chats.list("user", { before, limit: 9 }));
    assert.deepEqual(await rest(), [old.chat.id]);
    await chats.update("user", before.id, { pinned: true });
    assert.deepEqual(await rest(), [old.chat.id]);
    await bin.put("user", { ids: [before.id] }, minute(9));
    assert.deepEqual(await rest(), [old.chat.id]);
  });
}

function pathContract(kind: GatewayKind): void {
  contract(kind, "path() reads one branch, oldest first", async ({ chats, turns }) => {
    const first = await answeredTurn(turns);
    const again = regeneration(first);
    await turns.begin(again);
    await turns.finish(ended(again));
    const next = nextTurn(again.chat);
    await turns.begin(next);
    const { id } = first.chat;
    const leaf = next.answers[0]!.id;
    const branch = [first.question.id, again.answers[0]!.id, next.question.id, leaf];
    assert.deepEqual(ids(await chats.path("user", id, { from: leaf, limit: 9 })), branch);
    assert.deepEqual(ids(await chats.path("user", id, { from: leaf, limit: 3 })), branch.slice(1));
    assert.deepEqual(ids(await chats.path("user", id, { from: leaf, limit: 1 })), [leaf]);
    const sibling = first.answers[0]!.id;
    assert.deepEqual(ids(await chats.path("user", id, { from: sibling, limit: 9 })), [
      first.question.id,
      sibling,
    ]);
  });

  contract(kind, "path() stops where the earlier text is too long", async ({ chats, turns }) => {
    const first = await answeredTurn(turns);
    const next = nextTurn(first.chat, { content: "ü".repeat(50) });
    await turns.begin(next);
    await turns.finish(ended(next));
    const { id } = first.chat;
    const leaf = next.answers[0]!.id;
    const branch = [first.question.id, first.answers[0]!.id, next.question.id, leaf];
    const read = async (bytes: number, limit = 9) =>
      ids(await chats.path("user", id, { from: leaf, limit, bytes }));
    // The question before takes 100 bytes; the last answer's length doesn't count.
    assert.deepEqual(await read(99), branch.slice(2));
    assert.deepEqual(await read(0), branch.slice(2), "one is read in any case");
    assert.deepEqual(await read(100), branch.slice(1));
    assert.deepEqual(await read(10_000), branch);
    assert.deepEqual(await read(10_000, 3), branch.slice(1));
  });

  contract(kind, "path() returns whole messages, with running text", async ({ chats, turns }) => {
    const first = await answeredTurn(turns);
    const next = nextTurn(first.chat, { content: "Und nun? 🙂" });
    const answer = next.answers[0]!;
    await turns.begin(next);
    await turns.appendChunks([
      { answerId: answer.id, position: 0, text: "So " },
      { answerId: answer.id, position: 3, text: "far" },
    ]);
    assert.deepEqual(await chats.path("user", first.chat.id, { from: answer.id, limit: 3 }), [
      ended(first).answers[0],
      next.question,
      { ...answer, content: "So far" },
    ]);
  });

  contract(kind, "path() and window() read no other user's messages", async ({ chats, turns }) => {
    const { chat } = await answeredTurn(turns);
    const mine = await answeredTurn(turns);
    const from = chat.activeLeaf;
    assert.deepEqual(await chats.path("somebody else", chat.id, { from, limit: 9 }), []);
    assert.deepEqual(await chats.path("user", mine.chat.id, { from, limit: 9 }), []);
    assert.deepEqual(await chats.window("somebody else", chat.id, { from, tokens: 99 }), []);
    assert.deepEqual(await chats.window("user", mine.chat.id, { from, tokens: 99 }), []);
  });
}

function windowContract(kind: GatewayKind): void {
  contract(kind, "window() reads until the tokens exceed the limit", async ({ chats, turns }) => {
    const said = await conversation(turns, [{ tokens: 10 }, { tokens: 20 }, { tokens: 30 }]);
    const { chat } = said.at(-1)!;
    const window = async (tokens: number) =>
      (await chats.window("user", chat.id, { from: chat.activeLeaf, tokens })).map(tokensOf);
    // Each answer has 2 tokens.
    assert.deepEqual(await window(1), [2]);
    assert.deepEqual(await window(2), [30, 2]);
    assert.deepEqual(await window(31), [30, 2]);
    assert.deepEqual(await window(32), [2, 30, 2]);
    assert.deepEqual(await window(34), [20, 2, 30, 2]);
    assert.deepEqual(await window(1_000_000), [10, 2, 20, 2, 30, 2]);
  });
}

function treeContract(kind: GatewayKind): void {
  contract(kind, "versions() returns a message's siblings, oldest first", async (gateways) => {
    const { chats, turns } = gateways;
    const { first, again, edit, next } = await tree(turns);
    const { id } = first.chat;
    const [firstAnswer, secondAnswer] = [first.answers[0]!, again.answers[0]!];
    const nextPath = [first.question, secondAnswer, next.question, next.answers[0]!];
    const versions = await chats.versions("user", id, nextPath);
    assert.deepEqual([...versions], [
      [first.question.id, [first.question.id, edit.question.id]],
      [secondAnswer.id, [firstAnswer.id, secondAnswer.id]],
    ]);
    assert.deepEqual([...await chats.versions("user", id, [next.question])], []);
    assert.deepEqual([...await chats.versions("user", id, [])], []);
    assert.deepEqual([...await chats.versions("somebody else", id, nextPath)], []);
    const other = await answeredTurn(turns);
    assert.deepEqual([...await chats.versions("user", other.chat.id, nextPath)], []);
  });

  contract(kind, "newestLeaf() finds the newest leaf below a message", async (gateways) => {
    const { chats, turns } = gateways;
    const { first, again, edit, next } = await tree(turns);
    const leafBelow = (id: string) => chats.newestLeaf("user", first.chat.id, id);
    assert.equal(await leafBelow(first.question.id), next.answers[0]!.id);
    assert.equal(await leafBelow(again.answers[0]!.id), next.answers[0]!.id);
    assert.equal(await leafBelow(first.answers[0]!.id), first.answers[0]!.id);
    assert.equal(await leafBelow(edit.question.id), edit.answers[0]!.id);
    assert.equal(await leafBelow("missing"), null);
    const other = await answeredTurn(turns);
    assert.equal(await leafBelow(other.question.id), null);
    assert.equal(await chats.newestLeaf("somebody else", first.chat.id, first.question.id), null);
  });

  contract(
    kind,
    "update() shows another branch, and the chat still counts as answering",
    async (gateways) => {
      const { chats, turns } = gateways;
      const first = await answeredTurn(turns);
      const again = regeneration(first);
      await turns.begin(again);
      const branch = { activeLeaf: first.answers[0]!.id, memoryBeginsAt: first.answers[0]!.id };
      const changed = await chats.update("user", first.chat.id, branch);
      assert.deepEqual(changed, { ...await chats.find("user", first.chat.id), ...branch });
      assert.equal(changed?.answering, first.question.id);
      await chats.update("user", first.chat.id, { memoryBeginsAt: null });
      assert.equal((await chats.find("user", first.chat.id))?.memoryBeginsAt, null);
      await turns.finish(ended(again));
      assert.equal((await chats.find("user", first.chat.id))?.answering, null);
    },
  );
}

/**
 * A chat whose first question has two answers and another version; the second answer has a reply.
 */
async function tree(turns: TurnGateway) {
  const first = await answeredTurn(turns, { at: minute(0) });
  const play = async (turn: NewTurn) => {
    await turns.begin(turn);
    await turns.finish(ended(turn));
    return turn;
  };
  const again = await play(regeneration(first, { at: minute(1) }));
  const root = nextTurn({ ...again.chat, activeLeaf: "" }, { at: minute(2) });
  const edit = await play({ ...root, expectedLeaf: again.chat.activeLeaf });
  const last = nextTurn(again.chat, { at: minute(3) });
  const next = await play({ ...last, expectedLeaf: edit.chat.activeLeaf });
  return { first, again, edit, next };
}

/** A chat with several answered questions. */
async function conversation(turns: TurnGateway, facts: readonly TurnFacts[]): Promise<NewTurn[]> {
  const said: NewTurn[] = [];
  for (const fact of facts) {
    const last = said.at(-1);
    const turn = last ? nextTurn(last.chat, fact) : firstTurn(fact);
    await turns.begin(turn);
    await turns.finish(ended(turn));
    said.push(turn);
  }
  return said;
}

function minute(count: number): Date {
  return new Date(sampleTime.getTime() + count * 60_000);
}

function ids(things: readonly { id: string }[]): string[] {
  return things.map(({ id }) => id);
}

function tokensOf(message: Message): number {
  return message.tokens;
}
