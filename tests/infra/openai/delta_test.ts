import assert from "node:assert/strict";
import { type Delta, textIn, thinkingIn } from "../../../infra/openai/delta.ts";

/** How servers send thinking; docs/model_servers.md has the sources. */
const forms: Readonly<Record<string, Delta>> = {
  "DeepSeek, Qwen, Kimi, GLM, xAI, older vLLM": { reasoning_content: "Hm", content: null },
  "Ollama, Groq, vLLM": { reasoning: "Hm", content: "" },
  "both names at once": { reasoning_content: "Hm", reasoning: "Hm" },
  "OpenRouter": {
    reasoning: "Hm",
    reasoning_details: [{ type: "reasoning.text", text: "Hm", format: "unknown", index: 0 }],
  },
  "OpenRouter's details alone": { reasoning_details: [{ type: "reasoning.text", text: "Hm" }] },
  "OpenRouter's summaries": { reasoning_details: [{ type: "reasoning.summary", summary: "Hm" }] },
  "Mistral": { content: [{ type: "thinking", thinking: [{ type: "text", text: "Hm" }] }] },
  "a part with a string": { content: [{ type: "thinking", thinking: "Hm" }] },
  "Databricks": {
    content: [{ type: "reasoning", summary: [{ type: "summary_text", text: "Hm" }] }],
  },
  "a part of type reasoning": { content: [{ type: "reasoning", reasoning: "Hm" }] },
};

for (const [server, delta] of Object.entries(forms)) {
  Deno.test(`thinkingIn() reads the thinking of ${server}`, () => {
    assert.equal(thinkingIn(delta), "Hm");
    assert.equal(textIn(delta), "");
  });
}

Deno.test("thinkingIn() finds nothing in encrypted details and in values of other types", () => {
  const details = [{ type: "reasoning.encrypted", data: "c2VjcmV0" }, null, 7, "x"];
  assert.equal(thinkingIn({ reasoning_details: details }), "");
  assert.equal(thinkingIn({ reasoning: { effort: "high" }, reasoning_content: 7 }), "");
  assert.equal(thinkingIn({ content: [null, { type: "thinking", thinking: [null, 7] }] }), "");
});

Deno.test("textIn() reads every part that isn't thinking", () => {
  const parts = [{ type: "text", text: "a" }, { type: "output_text", text: "b" }, { text: "c" }];
  assert.equal(textIn({ content: [...parts, null, { type: "thinking", text: "x" }] }), "abc");
  assert.equal(textIn({ content: ["d"] as never }), "d");
});
