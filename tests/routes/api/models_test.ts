import assert from "node:assert/strict";
import { startTestSite } from "../test_site.ts";
import { signUpProgram } from "./program.ts";

Deno.test("GET /models lists all of thousands of models, and says which sizes are guesses", async () => {
  const [first, ...others] = Array.from({ length: 9_000 }, (_, index) => ({
    name: `model-${index}`,
    contextTokens: 8192,
    contextIsGuess: index === 8_999,
  }));
  await using site = await startTestSite({ settings: { models: [first!, ...others] } });
  const { program } = await signUpProgram(site);
  const { models } = await program.json("GET", "/models") as { models: object[] };
  assert.equal(models.length, 9_000);
  assert.deepEqual(models.at(-1), {
    name: "model-8999",
    context_tokens: 8192,
    context_is_guess: true,
  });
});

Deno.test("GET /models lists the available models", async () => {
  await using site = await startTestSite();
  const { program } = await signUpProgram(site);
  assert.deepEqual(await program.json("GET", "/models"), {
    models: [{ name: "fake-model", context_tokens: 8192, context_is_guess: false }],
  });
});
