import { finishChunk, hello, type ModelServer, textChunk } from "../model_server.ts";

/** Perplexity, whose models search the web. */
export const perplexity: ModelServer = {
  name: "Perplexity",
  read: "2026-11",
  model: "sonar",
  cases: [
    {
      behaviour: "counts the tokens so far with every chunk",
      shown: "the last counts, once",
      source: "https://github.com/agno-agi/agno/pull/6059",
      reply: {
        stream: [
          {
            ...textChunk("Hel"),
            usage: { prompt_tokens: 10, completion_tokens: 1, total_tokens: 11 },
          },
          {
            ...textChunk("lo"),
            usage: { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 },
          },
          finishChunk("stop", {
            usage: { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 },
          }),
        ],
      },
      expected: hello("stop", { usage: { promptTokens: 10, completionTokens: 2 } }),
    },
    {
      behaviour: "sends the addresses of its sources, and their titles, with every chunk",
      shown: "a list of sources, each once, and links to them in the text",
      source: "https://docs.perplexity.ai/docs/cookbook/articles/streaming-citations/README",
      reply: {
        stream: ["Hel", "lo"].map((text) => ({
          ...textChunk(text, { finish_reason: text === "lo" ? "stop" : null }),
          citations: ["https://example.com/one"],
          search_results: [{ title: "One", url: "https://example.com/one", date: "2026-01-02" }],
        })),
      },
      expected: hello("stop", { sources: [{ url: "https://example.com/one", title: "One" }] }),
    },
  ],
};
