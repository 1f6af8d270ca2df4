import type { FakeChatBody } from "../support/upstream/fake_exchange.ts";
import { soakWords } from "./soak_text.ts";

/** An OpenAI-compatible server that answers the soak's questions at a steady pace. */
export type PacedUpstream = AsyncDisposable & {
  readonly url: string;
  /** Number of answers being sent. */
  readonly running: number;
};

/** Milliseconds between two rounds of sending. */
const TICK = 5;

type Speech = {
  readonly words: readonly string[];
  /** `performance.now()` at which the first word was due. */
  readonly begun: number;
  /** Number of words sent. */
  said: number;
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
};

const encoder = new TextEncoder();

/**
 * Starts the server. Unlike the tests' fake upstream it has one timer for all answers, which makes
 * hundreds of them cheap.
 *
 * @param wordsPerSecond Words per second of each answer.
 */
export function startPacedUpstream(wordsPerSecond: number): PacedUpstream {
  const speeches = new Set<Speech>();

  function answer(words: readonly string[]): ReadableStream<Uint8Array> {
    let speech: Speech;
    return new ReadableStream({
      start(controller) {
        speech = { words, begun: performance.now(), said: 0, controller };
        speeches.add(speech);
      },
      cancel: () => void speeches.delete(speech),
    });
  }
  const timer = setInterval(() => {
    for (const speech of speeches) {
      const due = (performance.now() - speech.begun) * wordsPerSecond / 1000;
      while (speech.said < due && speeches.has(speech)) {
        if (!sayNext(speech)) speeches.delete(speech);
      }
    }
  }, TICK);
  const options = { hostname: "127.0.0.1", port: 0, onListen() {} };
  const server = Deno.serve(options, async (request) => {
    const { messages }: FakeChatBody = await request.json();
    // Unanswered questions come before it, in the same message.
    const question = messages.at(-1)?.content.split("\n\n").at(-1) ?? "";
    const words = soakWords(question);
    return new Response(answer(words), { headers: { "Content-Type": "text/event-stream" } });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/v1`,
    get running() {
      return speeches.size;
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      for (const { controller } of speeches) controller.close();
      speeches.clear();
      await server.shutdown();
    },
  };
}

/** Sends the next word, or the end after the last one. @returns false when nothing is left. */
function sayNext(speech: Speech): boolean {
  try {
    return sayWord(speech);
  } catch {
    // The reader has just disconnected, and its stream is closed.
    return false;
  }
}

function sayWord(speech: Speech): boolean {
  const { words, controller } = speech;
  const content = words[speech.said++];
  if (content !== undefined) {
    controller.enqueue(frame({ choices: [{ index: 0, delta: { content }, finish_reason: null }] }));
    return true;
  }
  const usage = { prompt_tokens: 10, completion_tokens: words.length };
  controller.enqueue(frame({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }));
  controller.enqueue(frame({ choices: [], usage }));
  controller.enqueue(encoder.encode("data: [DONE]\n\n"));
  controller.close();
  return false;
}

function frame(data: object): Uint8Array {
  const chunk = { id: "chatcmpl-soak", object: "chat.completion.chunk", model: "fake-model" };
  return encoder.encode(`data: ${JSON.stringify({ ...chunk, ...data })}\n\n`);
}
