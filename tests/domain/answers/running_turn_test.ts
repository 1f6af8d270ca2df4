import assert from "node:assert/strict";
import { RunningTurn } from "../../../domain/answers/running_turn.ts";
import { sampleAnswer, sampleConfig, sampleQuestion } from "../../support/app/sample_messages.ts";

const question = sampleQuestion({ id: "question" });

/** A turn that continues an answer of seven tokens. @param billed Tokens billed before. */
function continuedTurn(billed: number | null): RunningTurn {
  const facts = { state: "streaming", tokens: 7, completionTokens: billed } as const;
  const answer = sampleAnswer({ id: "answer", ...facts });
  const prompt = { config: sampleConfig, messages: [], tokens: 20 };
  return new RunningTurn({ chatId: "chat", question, answers: [answer] }, prompt);
}

/** A turn that begins an answer, with a prompt of 20 tokens. */
function newTurn(): RunningTurn {
  const counts = { promptTokens: null, completionTokens: null, tokens: 0 };
  const answer = sampleAnswer({ id: "answer", state: "streaming", content: "", ...counts });
  const prompt = { config: sampleConfig, messages: [], tokens: 20 };
  return new RunningTurn({ chatId: "chat", question, answers: [answer] }, prompt);
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
  const more = new RunningTurn({ chatId: "chat", question, answers: [again] }, prompt);
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
