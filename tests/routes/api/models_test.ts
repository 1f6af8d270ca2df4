import assert from "node:assert/strict";
import { startTestSite } from "../test_site.ts";
import { signUpProgram } from "./program.ts";

Deno.test("GET /models lists the available models", async () => {
  await using site = await startTestSite();
  const { program } = await signUpProgram(site);
  assert.deepEqual(await program.json("GET", "/models"), {
    models: [{ name: "fake-model", context_tokens: 8192, context_is_guess: false }],
  });
});
