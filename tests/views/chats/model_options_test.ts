import assert from "node:assert/strict";
import type { ModelCatalog } from "../../../domain/models/catalog.ts";
import { createTexts } from "../../../views/texts/texts.ts";
import { ModelOptions } from "../../../views/chats/model_options.tsx";

const t = createTexts("en", "UTC");

/** The options that are shown, the selected one with a star. */
function options(models: ModelCatalog, model?: string): string[] {
  return [...String(ModelOptions({ t, models, model })).matchAll(/<option ([^>]*)>([^<]*)/g)]
    .map(([, attributes, text]) => `${/ selected/.test(attributes!) ? "*" : ""}${text}`);
}

const [a, b] = [
  { name: "a", contextTokens: 128_000 },
  { name: "b", contextTokens: 8192, contextIsGuess: true },
];

Deno.test("ModelOptions() says which context size is a guess", () => {
  assert.deepEqual(options([a, b], "b"), ["a · 128K tokens", "*b · perhaps 8.2K tokens"]);
});

Deno.test("ModelOptions() keeps the chosen model of a server that is away", () => {
  const models: ModelCatalog = Object.assign([a, b] as const, { unlisted: ["two/"] });
  const [first, ...others] = options(models, "two/any");
  assert.match(first!, /^\*two\/any · perhaps /);
  assert.equal(others.length, 2);
  assert.equal(options(models, "three/any").length, 2);
});
