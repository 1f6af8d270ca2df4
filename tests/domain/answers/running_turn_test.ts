import assert from "node:assert/strict";
import { MAX_THINKING_LENGTH, RunningTurn } from "../../../domain/answers/running_turn.ts";
import { sampleAnswer, sampleConfig, sampleQuestion } from "../../support/app/sample_messages.ts";

const question = sampleQuestion({ id: "question" });

/** A clock that tests set, in seconds. */
const clock = { seconds: 0, now: () => new Date(clock.seconds * 1000) };

/** A turn that continues an answer of seven tokens. @param billed Tokens billed before. */
function continuedTurn(billed: number | null): RunningTurn {
  const facts = { state: "streaming", tokens: 7, completionTokens: billed } as const;
  const answer = sampleAnswer({ id: "answer", ...facts });
  const prompt = { config: sampleConfig, messages: [], tokens: 20 };
  return new RunningTurn({ chatId: "chat", question, answers: [answer] }, prompt, clock);
}

/** A turn that begins an answer, with a prompt of 20 tokens. */
function newTurn(): RunningTurn {
  const counts = { promptTokens: null, completionTokens: null, tokens: 0 };
  const answer = sampleAnswer({ id: "answer", state: "streaming", content: "", ...counts });
  const prompt = { config: sampleConfig, messages: [], tokens: 20 };
  return new RunningTurn({ chatId: "chat", question, answers: [answer] }, prompt, clock);
}

Deno.test("usageOf() counts no prompt that the server refused, but one that it began to answer", () => {
  const refused = newTurn();
  refused.fail();
  assert.equal(refused.usageOf(0, 0).promptTokens, 0);
  const broken = newTurn();
  broken.apply({ type: "text", index: 0, text: "Once" });
  broken.fail();
  assert.equal(broken.usageOf(0, 1).promptTokens, 20);
});

Deno.test("usageOf() adds up cached tokens as far as the server says how many there are", () => {
  const turn = newTurn();
  assert.equal(turn.usageOf(0, 1).cachedPromptTokens, null);
  const usage = { type: "usage", promptTokens: 21, completionTokens: 4 } as const;
  turn.apply({ ...usage, cachedPromptTokens: 16 });
  assert.deepEqual(turn.usageOf(0, 1), {
    promptTokens: 21,
    completionTokens: 4,
    cachedPromptTokens: 16,
  });
  const again = sampleAnswer({ id: "answer", state: "streaming", ...turn.usageOf(0, 1) });
  const prompt = { config: sampleConfig, messages: [], tokens: 20 };
  const more = new RunningTurn({ chatId: "chat", question, answers: [again] }, prompt, clock);
  assert.equal(more.usageOf(0, 1).cachedPromptTokens, 16);
  more.apply({ ...usage, cachedPromptTokens: 5 });
  assert.equal(more.usageOf(0, 1).cachedPromptTokens, 21);
});

for (const { billed, before } of [{ billed: 9, before: 9 }, { billed: null, before: 7 }]) {
  Deno.test(`usageOf() adds to what was billed before, when that is ${billed}`, () => {
    const turn = continuedTurn(billed);
    assert.equal(turn.usageOf(0, 10).completionTokens, before + 3);
    turn.apply({ type: "usage", promptTokens: 21, completionTokens: 4 });
    assert.equal(turn.usageOf(0, 10).completionTokens, before + 4);
  });
}

Deno.test("writtenOf() adds up how long the model thought, also between parts of its text", () => {
  const turn = newTurn();
  clock.seconds = 10;
  turn.apply({ type: "thinking", index: 0, text: "Let me" });
  clock.seconds = 12;
  turn.apply({ type: "thinking", index: 0, text: " see." });
  clock.seconds = 15;
  turn.apply({ type: "text", index: 0, text: "One" });
  clock.seconds = 20;
  turn.apply({ type: "thinking", index: 0, text: " And?" });
  clock.seconds = 21;
  turn.flush();
  assert.deepEqual(turn.writtenOf(0), {
    content: "One",
    thinking: { text: "Let me see. And?", milliseconds: 6000 },
  });
});

Deno.test("writtenOf() takes the thinking from the text's beginning when the server tells it late", () => {
  const turn = newTurn();
  turn.apply({ type: "text", index: 0, text: "Let me see.\n</think>\n\n" });
  turn.apply({ type: "thinkingEnd", index: 0, position: 12, length: 8 });
  turn.apply({ type: "text", index: 0, text: "One" });
  turn.flush();
  assert.deepEqual(turn.writtenOf(0), {
    content: "One",
    thinking: { text: "Let me see.", milliseconds: 0 },
  });
});

Deno.test("isFull is true when the thinking has reached its longest length", () => {
  const turn = newTurn();
  turn.apply({ type: "thinking", index: 0, text: "x".repeat(MAX_THINKING_LENGTH - 1) });
  assert.equal(turn.isFull, false);
  turn.apply({ type: "thinking", index: 0, text: "xx" });
  assert.equal(turn.isFull, true);
  assert.equal(turn.writtenOf(0).thinking?.text.length, MAX_THINKING_LENGTH);
  assert.equal(turn.answers[0]!.finishReason, "length");
});

Deno.test("thinkingTokensOf() prefers what the server reports", () => {
  const turn = newTurn();
  assert.equal(turn.thinkingTokensOf(0, 5), 5);
  turn.apply({ type: "usage", promptTokens: 1, completionTokens: 9, thinkingTokens: 7 });
  assert.equal(turn.thinkingTokensOf(0, 5), 7);
});
