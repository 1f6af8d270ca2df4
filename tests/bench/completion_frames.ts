/** The first text of every answer. */
export const FIRST_WORD = "Hello";

/** An event of a streamed completion as OpenAI writes them, as one chunk of an HTTP body. */
function frame(delta: Record<string, string>, finishReason: string | null = null): string {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: finishReason }];
  const id = "chatcmpl-BenchBenchBenchBenchBench";
  const base = { id, object: "chat.completion.chunk", created: 1_700_000_000, model: "fake-model" };
  return httpChunk(`data: ${JSON.stringify({ ...base, choices })}\n\n`);
}

/** @param text ASCII. */
function httpChunk(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`;
}

/** One more token in the middle of an answer: five letters, about what a token has in English. */
export const TOKEN_FRAME: string = frame({ content: " word" });

/** What every answer has: its beginning, its first text, and its end with that of the HTTP body. */
export const completionFrames: readonly [string, string, string] = [
  frame({ role: "assistant", content: "" }),
  frame({ content: FIRST_WORD }),
  frame({}, "stop") + httpChunk("data: [DONE]\n\n") + "0\r\n\r\n",
];
