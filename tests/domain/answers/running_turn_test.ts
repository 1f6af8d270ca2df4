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

for (const { billed, before } of [{ billed: 9, before: 9 }, { billed: null, before: 7 }]) {
  Deno.test(`usageOf() adds to what was billed before, when that is ${billed}`, () => {
    const turn = continuedTurn(billed);
    assert.equal(turn.usageOf(0, 10).completionTokens, before + 3);
    turn.apply({ type: "usage", promptTokens: 21, completionTokens: 4 });
    assert.equal(turn.usageOf(0, 10).completionTokens, before + 4);
  });
}
