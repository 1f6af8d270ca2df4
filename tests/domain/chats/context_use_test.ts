import assert from "node:assert/strict";
import { contextUse } from "../../../domain/chats/context_use.ts";
import type { Answer, Message } from "../../../domain/chats/message.ts";
import { sampleAnswer, sampleQuestion } from "../../support/app/sample_messages.ts";

const question = (facts: { tokens: number }) => sampleQuestion({ id: "q", ...facts });

const usage = (tokens: number, promptTokens: number | null, completionTokens: number | null) =>
  sampleAnswer({ id: "a", tokens, promptTokens, completionTokens });

Deno.test("contextUse() is what the upstream reported for the newest answer", () => {
  const first: Message[] = [question({ tokens: 10 }), usage(90, 25, 100)];
  assert.equal(contextUse(first), 125);
  assert.equal(contextUse([...first, question({ tokens: 10 }), usage(50, 140, 60)]), 200);
});

Deno.test("contextUse() counts an ended answer until the next one has ended", () => {
  const streaming: Answer = { ...usage(0, null, null), state: "streaming" };
  assert.equal(contextUse([]), null);
  assert.equal(contextUse([question({ tokens: 10 }), streaming]), null);
  const first: Message[] = [question({ tokens: 10 }), usage(90, 25, 100)];
  assert.equal(contextUse([...first, question({ tokens: 10 }), streaming]), 125);
});

Deno.test("contextUse() uses its own count when the prompt was billed elsewhere or not reported", () => {
  const first: Message[] = [question({ tokens: 10 }), usage(96, 1000, 100)];
  const next = [...first, question({ tokens: 16 })];
  // 1,100 up to here, then 20 and 104 including the format's overhead.
  assert.equal(contextUse([...next, usage(100, 0, 100)]), 1100 + 20 + 100);
  assert.equal(contextUse([...next, usage(100, null, null)]), 1100 + 20 + 104);
  assert.equal(contextUse([question({ tokens: 16 }), usage(100, null, null)]), 20 + 104);
});

Deno.test("contextUse() counts a continued answer's prompt once, without thoughts", () => {
  const first: Message[] = [question({ tokens: 10 }), usage(96, 1000, 100)];
  const continued = usage(800, 1120 + 1550, 800);
  assert.equal(contextUse([...first, question({ tokens: 16 }), continued]), 1120 + 800);
  const thoughtful = usage(100, 1121, 5100);
  assert.equal(contextUse([...first, question({ tokens: 16 }), thoughtful]), 1121 + 104);
});

Deno.test("contextUse() shrinks when the oldest messages are left out", () => {
  const first: Message[] = [question({ tokens: 10 }), usage(96, 7000, 100)];
  assert.equal(contextUse([...first, question({ tokens: 16 }), usage(96, 3000, 100)]), 3100);
});
