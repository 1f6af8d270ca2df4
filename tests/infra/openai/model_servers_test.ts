import assert from "node:assert/strict";
import { CompletionError } from "../../../domain/models/completion_provider.ts";
import {
  collect,
  type CompletionOutcome,
  createProvider,
  sampleRequest,
  textOf,
  thinkingOf,
} from "../../support/upstream/completions.ts";
import { startFakeOpenAI } from "../../support/upstream/fake_openai.ts";
import { type Expected, serverScript } from "../../support/upstream/model_server.ts";
import { modelServers } from "../../support/upstream/model_servers.ts";

for (const { name, model, cases } of modelServers) {
  for (const serverCase of cases) {
    const { behaviour, config, expected } = serverCase;
    Deno.test(`OpenAICompletionProvider.complete() reads ${name} right when it ${behaviour}`, async () => {
      await using upstream = await startFakeOpenAI({ reply: serverScript(serverCase) });
      const outcome = await collect(
        createProvider(upstream),
        sampleRequest("Hello", { ...config, model }),
      );
      const found: Expected = { ...made(outcome), requests: upstream.requests.length };
      assert.deepEqual(found, { ...found, error: null, requests: 1, ...expected });
    });
  }
}

/** What came of a completion, in the form in which the cases expect it. */
function made({ events, error }: CompletionOutcome): Expected {
  const failure = error instanceof CompletionError ? error : null;
  if (error && !failure) throw error;
  const finish = events.findLast((event) => event.type === "finish" && event.index === 0);
  const usage = events.findLast(({ type }) => type === "usage");
  return {
    text: textOf(events),
    thinking: thinkingOf(events),
    sources: events.find((event) => event.type === "sources")?.sources,
    finish: finish?.type === "finish" ? withoutKey(finish) : null,
    usage: usage?.type === "usage" ? withoutKey(usage) : null,
    error: failure?.code ?? null,
    wait: failure?.waitMs ? failure.waitMs / 1000 : null,
  };
}

function withoutKey<E extends { type: string; index?: number }>(
  event: E,
): Omit<E, "type" | "index"> {
  const { type: _type, index: _index, ...rest } = event;
  return rest;
}
