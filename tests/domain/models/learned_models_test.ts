import assert from "node:assert/strict";
import type { ModelCatalog } from "../../../domain/models/catalog.ts";
import { fixedModels } from "../../../domain/models/directory.ts";
import { LearnedModels } from "../../../domain/models/learned_models.ts";

Deno.test("LearnedModels has the sizes that it learned, and otherwise those of its directory", () => {
  const known = { name: "known", contextTokens: 8192 };
  const guessed = { name: "guessed", contextTokens: 8192, contextIsGuess: true };
  const given: ModelCatalog = Object.assign([known, guessed] as [typeof known, typeof guessed], {
    unlisted: ["away/"],
  });
  const models = new LearnedModels(fixedModels(given));
  assert.equal(models.catalog, given);
  models.learn("guessed", 4096);
  assert.deepEqual([...models.catalog], [known, { name: "guessed", contextTokens: 4096 }]);
  assert.deepEqual(models.catalog.unlisted, ["away/"]);
  assert.equal(models.catalog, models.catalog);
  models.learn("known", 2048);
  assert.equal(models.catalog[0].contextTokens, 2048);
  // The operator may have chosen less than the server takes.
  models.learn("known", 128_000);
  assert.equal(models.catalog[0].contextTokens, 2048);
});
