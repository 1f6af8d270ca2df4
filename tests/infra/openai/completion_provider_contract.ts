import assert from "node:assert/strict";
import type {
  CompletionEvent,
  CompletionProvider,
} from "../../../domain/models/completion_provider.ts";
import { collect, sampleRequest, textOf } from "../../support/upstream/completions.ts";

/** A provider to test, and the resources that it needs. */
export type ProviderUnderTest = AsyncDisposable & { readonly provider: CompletionProvider };

/**
 * Tests of what every {@link CompletionProvider} does.
 *
 * @param name The adapter's name.
 * @param start Makes a provider that answers with several words, a few milliseconds apart.
 */
export function testCompletionProvider(name: string, start: () => Promise<ProviderUnderTest>) {
  Deno.test(`${name}.complete() yields text, then a finish reason, then at most one usage`, async () => {
    await using tested = await start();
    const { events, error } = await collect(tested.provider);
    assert.equal(error, null);
    const types = events.map(({ type }) => type).join(" ");
    assert.match(types, /^text( text)+ finish( usage)?$/);
    const usage = events.find((event) => event.type === "usage");
    if (usage) assert.ok(usage.promptTokens > 0 && usage.completionTokens > 0);
  });

  Deno.test(`${name}.complete() keeps choices apart when n is 3`, async () => {
    await using tested = await start();
    const { events } = await collect(tested.provider, sampleRequest("Hello", { n: 3 }));
    for (const index of [0, 1, 2]) {
      assert.notEqual(textOf(events, index), "");
      const own = events.filter((event) => "index" in event && event.index === index);
      assert.deepEqual(own.at(-1), { type: "finish", index, reason: "stop" });
      assert.equal(own.filter(({ type }) => type === "finish").length, 1);
    }
  });

  Deno.test(`${name}.complete() throws the signal's reason and yields no more when aborted between events`, async () => {
    await using tested = await start();
    const controller = new AbortController();
    const events: CompletionEvent[] = [];
    await assert.rejects(async () => {
      for await (const event of tested.provider.complete(sampleRequest(), controller.signal)) {
        events.push(event);
        controller.abort(new Error("enough"));
      }
    }, /enough/);
    assert.equal(events.length, 1);
  });

  Deno.test(`${name}.complete() throws the signal's reason when aborted while it waits`, async () => {
    await using tested = await start();
    const controller = new AbortController();
    const completion = tested.provider.complete(sampleRequest(), controller.signal);
    const iterator = completion[Symbol.asyncIterator]();
    await iterator.next();
    const next = iterator.next();
    controller.abort("stopped");
    assert.equal(await next.then(() => "no error", (reason) => reason), "stopped");
    assert.equal((await iterator.next()).done, true);
  });

  Deno.test(`${name}.complete() throws the signal's reason when it was aborted before`, async () => {
    await using tested = await start();
    const { events, error } = await collect(
      tested.provider,
      sampleRequest(),
      AbortSignal.abort("stopped"),
    );
    assert.deepEqual({ events, error }, { events: [], error: "stopped" });
  });

  Deno.test(`${name}.complete() ends without an error when its reader breaks off`, async () => {
    await using tested = await start();
    for await (const _ of tested.provider.complete(sampleRequest(), new AbortController().signal)) {
      break;
    }
  });
}
