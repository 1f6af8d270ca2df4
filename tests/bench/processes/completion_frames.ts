/** The first text of every answer. */
export const FIRST_WORD = "Hello";

/** One more token in the middle of an answer: five letters, about what a token has in English. */
const TOKEN = event({ content: " word" });

/** The frames of every answer: its beginning, its first text, and its end with the HTTP body's. */
export const completionFrames: readonly [string, string, string] = [
  httpChunk(event({ role: "assistant", content: "" })),
  httpChunk(event({ content: FIRST_WORD })),
  httpChunk(event({}, "stop") + "data: [DONE]\n\n") + "0\r\n\r\n",
];

/** This many tokens as one chunk of an HTTP body. */
export function tokensFrame(count: number): string {
  return count > 0 ? httpChunk(TOKEN.repeat(count)) : "";
}

/** A token as a chunk of an HTTP body. */
export function tokenFrame(text: string): string {
  return httpChunk(event({ content: text }));
}

/** An event of a streamed completion as OpenAI writes them. */
function event(delta: Record<string, string>, finishReason: string | null = null): string {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: finishReason }];
  const id = "chatcmpl-BenchBenchBenchBenchBench";
  const base = { id, object: "chat.completion.chunk", created: 1_700_000_000, model: "fake-model" };
  return `data: ${JSON.stringify({ ...base, choices })}\n\n`;
}

/** @param text ASCII. */
function httpChunk(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`;
}
