import assert from "node:assert/strict";
import type { CompletionError } from "../../../domain/models/completion_provider.ts";
import { Deadline } from "../../../infra/openai/deadline.ts";

/** Waits until a deadline aborts. @returns its reason */
function aborted({ signal }: Deadline): Promise<unknown> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(signal.reason)));
}

function untouched(): Deadline {
  return new Deadline(new AbortController().signal);
}

Deno.test("Deadline.start() takes one timer for any number of reads", () => {
  const { setTimeout } = globalThis;
  let timers = 0;
  globalThis.setTimeout = ((callback: () => void, ms?: number) => {
    timers++;
    return setTimeout(callback, ms);
  }) as typeof setTimeout;
  try {
    const deadline = untouched();
    for (let read = 0; read < 100; read++) {
      deadline.start(60_000);
      deadline.pause();
    }
    deadline.stop();
    assert.equal(timers, 1);
  } finally {
    globalThis.setTimeout = setTimeout;
  }
});

Deno.test("Deadline.start() moves the end, later or earlier, and the last time counts", async () => {
  const later = untouched();
  later.start(1);
  later.start(30);
  const earlier = untouched();
  earlier.start(60_000);
  earlier.start(2);
  const reasons = await Promise.all([aborted(later), aborted(earlier)]) as CompletionError[];
  assert.deepEqual(reasons.map(({ message }) => message), [
    "The upstream sent nothing for 30 ms",
    "The upstream sent nothing for 2 ms",
  ]);
  assert.ok(reasons.every(({ code }) => code === "upstream_timeout"));
});

Deno.test("Deadline.pause() stops the time until the next start", async () => {
  const deadline = untouched();
  deadline.start(2);
  deadline.pause();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(deadline.signal.aborted, false);
  deadline.start(2);
  await aborted(deadline);
});
