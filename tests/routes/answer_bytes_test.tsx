import assert from "node:assert/strict";
import { AnswerBroadcast } from "../../routes/answer_broadcast.ts";
import { broadcastStream, eventWriter } from "../../routes/broadcast_stream.ts";
import { eventFrame, toBytes } from "../../routes/event_frame.ts";
import { FinishedAnswer } from "../../views/htmx_answers.tsx";
import { loadMarkdown, renderMarkdown } from "../../views/markdown.ts";
import { GrowingAnswer } from "../support/growing_answer.ts";
import { variedMarkdown } from "../support/markdown_samples.ts";
import { renderStreamingMarkdown } from "../support/render_streaming_markdown.ts";
import { sampleAnswer } from "../support/sample_messages.ts";
import { sampleTexts } from "../support/sample_texts.ts";

/** Timers run so many times faster here, so that slow models take seconds, not minutes. */
const SPEED = 20;

const prose =
  "The **event loop** lets a program wait for *many things* without a thread for each; " +
  "see [the guide](https://example.com/guide) or `loop()`. A callback runs to its end, and only " +
  "then is the next one taken, so that a long computation stalls everybody else.\n\n";

const texts = {
  "a short answer": "Yes. Paris is the capital of France.",
  "prose": prose.repeat(8),
  "prose beyond ASCII": "イベントループは、**多くのこと**を一度に待つための仕組みです。\n\n".repeat(
    20,
  ),
  "everything": variedMarkdown.repeat(2),
  "one long list": "- **An item** is about `something`, which is useful\n".repeat(50),
  "short lines": "A line of a poem, say,\nand one more that is longer,\n".repeat(40),
  "a table": "| Name | Year |\n|---|---:|\n" + "| some *name* | 1984 |\n".repeat(60),
  "a block of code": "```ts\n" + "  if (index > 0) swap(heap, index); // up\n".repeat(80) +
    "```\n",
  "emphasis that ends late": "*a b c d* e **f g h ".repeat(60) + "**",
};

/** An answer's stream, written at so many tokens of 4 characters a second. */
async function streamAt(text: string, tokensPerSecond: number) {
  const growing = new GrowingAnswer();
  const broadcast = new AnswerBroadcast({
    follow: (signal) =>
      growing.app.followAnswer({ userId: "user", chatId: "chat", answerId: "answer", signal }),
    renderEnd: () => Promise.resolve(toBytes("")),
  });
  const stream = broadcastStream(() => broadcast, eventWriter(0, sampleTexts));
  const running = broadcast.run();
  let bytes = 0;
  let updates = 0;
  const reading = (async () => {
    for await (const chunk of stream) {
      bytes += chunk.length;
      updates++;
    }
  })();
  const start = performance.now();
  let seconds = 0;
  for (let length = 0; length < text.length;) {
    await new Promise((resolve) => realTimeout(resolve, 1));
    seconds = (performance.now() - start) * SPEED / 1000;
    length = Math.min(text.length, 4 * Math.floor(seconds * tokensPerSecond));
    growing.feed.append(text.slice(growing.feed.length, length));
  }
  growing.end();
  await Promise.all([running, reading]);
  return { bytes, updatesPerSecond: updates / seconds };
}

const realTimeout = globalThis.setTimeout;

async function withFastTimers<T>(run: () => Promise<T>): Promise<T> {
  const fast = (callback: () => void, delay = 0) => realTimeout(callback, delay / SPEED);
  globalThis.setTimeout = fast as typeof setTimeout;
  try {
    return await run();
  } finally {
    globalThis.setTimeout = realTimeout;
  }
}

await loadMarkdown();

for (const [name, text] of Object.entries(texts)) {
  Deno.test(`events of ${name} take at most three times the bytes of its final form`, async () => {
    const answer = sampleAnswer({ id: crypto.randomUUID(), content: text });
    const view = (
      <FinishedAnswer
        t={sampleTexts}
        answer={answer}
        html={renderMarkdown(text, { id: answer.id, copyLabel: "Copy" })}
        isLast
      />
    );
    const final = toBytes(view.toString()).length;
    const end = toBytes(eventFrame({ id: text.length, data: view.toString() })).length;
    const html = toBytes(renderStreamingMarkdown(text)).length;
    const streams = await withFastTimers(() =>
      Promise.all([streamAt(text, 20), streamAt(text, 200)])
    );
    for (const { bytes, updatesPerSecond } of streams) {
      const figures =
        `${bytes} bytes for ${html} and ${final}, ${updatesPerSecond} updates a second`;
      assert.ok(bytes <= 1.9 * html + 1536 + 30, figures);
      assert.ok(bytes + end <= 3 * final, figures);
      assert.ok(updatesPerSecond > 2, figures);
    }
  });
}
