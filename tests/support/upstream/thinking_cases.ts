import {
  deltaChunk,
  DONE,
  finishChunk,
  type ServerCase,
  type ServerReply,
  textChunk,
} from "./model_server.ts";

const shown = "the thinking in a line of its own";

/** What Parley must make of every server's thinking below. */
const expected = { text: "Hello", thinking: "A greeting.", finish: { reason: "stop" } } as const;

/** A stream with these events, of an answer that ends as it should. */
function thought(...events: readonly object[]): ServerReply {
  return { stream: [...events, finishChunk("stop"), DONE] };
}

/** DeepSeek's reasoner. */
export const deepSeekThinking: readonly ServerCase[] = [{
  behaviour: "thinks in `reasoning_content` before the text, and counts that apart",
  shown: `${shown}, with its tokens`,
  source: "https://api-docs.deepseek.com/guides/reasoning_model",
  reply: {
    stream: [
      deltaChunk({ role: "assistant", content: null, reasoning_content: "" }),
      deltaChunk({ content: null, reasoning_content: "A greeting." }),
      deltaChunk({ content: "Hello", reasoning_content: null }),
      finishChunk("stop", {
        usage: {
          prompt_tokens: 9,
          completion_tokens: 5,
          completion_tokens_details: { reasoning_tokens: 3 },
        },
      }),
      DONE,
    ],
  },
  expected: { ...expected, usage: { promptTokens: 9, completionTokens: 5, thinkingTokens: 3 } },
}];

/** OpenRouter, for models of any server. */
export const openRouterThinking: readonly ServerCase[] = [{
  behaviour: "thinks in `reasoning`, and in `reasoning_details` once more",
  shown: `the thinking once, in a line of its own`,
  source: "https://openrouter.ai/docs/use-cases/reasoning-tokens",
  reply: thought(
    deltaChunk({
      role: "assistant",
      content: "",
      reasoning: "A greeting.",
      reasoning_details: [{ type: "reasoning.text", text: "A greeting.", format: "unknown" }],
    }),
    textChunk("Hello"),
  ),
  expected,
}];

/** Mistral's Magistral. */
export const mistralThinking: readonly ServerCase[] = [{
  behaviour: "thinks in parts of the content of type `thinking`",
  shown,
  source: "https://github.com/prism-php/prism/pull/862",
  reply: thought(
    deltaChunk({
      content: [{ type: "thinking", thinking: [{ type: "text", text: "A greeting." }] }],
    }),
    deltaChunk({ content: [{ type: "text", text: "Hel" }] }),
    deltaChunk({ content: "lo" }),
  ),
  expected,
}];

/** vLLM, with and without a parser for the model's thinking. */
export const vLLMThinking: readonly ServerCase[] = [
  {
    behaviour: "thinks in `reasoning`, with a parser for the model's thinking",
    shown,
    source: "https://docs.vllm.ai/en/v0.11.2/features/reasoning_outputs/",
    reply: thought(deltaChunk({ reasoning: "A greeting." }), textChunk("Hello")),
    expected,
  },
  {
    behaviour: "thinks between `<think>` tags in the text, without such a parser",
    shown,
    source: "https://docs.vllm.ai/en/v0.7.2/_sources/features/reasoning_outputs.md",
    reply: thought(
      ...["<think>", "\nA gree", "ting.</thi", "nk>\n\n", "Hello"].map((text) => textChunk(text)),
    ),
    expected,
  },
];
