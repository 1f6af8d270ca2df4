import assert from "node:assert/strict";
import { listedModels } from "../../../infra/openai/model_list.ts";

const names = (...ids: string[]) =>
  listedModels({ data: ids.map((id) => ({ id })) }).map(({ name }) => name);

Deno.test("listedModels() reads context sizes as different servers give them", () => {
  const entries = {
    vllm: { max_model_len: 32_768 },
    openrouter: { context_length: 131_072, top_provider: { context_length: 131_072 } },
    groq: { context_window: 8192, active: true },
    mistral: { max_context_length: 32_000, capabilities: { completion_chat: true } },
    lmstudio: { type: "llm", max_context_length: 131_072, loaded_context_length: 4096 },
    llamacpp: { meta: { n_ctx_train: 40_960, n_params: 8e9 } },
    llamacppLoaded: { meta: { n_ctx_train: 40_960, n_ctx: 8192 } },
    deepinfra: { metadata: { context_length: 65_536 } },
    litellm: { max_input_tokens: 200_000 },
    ollama: { owned_by: "library", created: 1 },
  };
  const data = Object.entries(entries).map(([id, facts]) => ({ id, object: "model", ...facts }));
  const sizes = listedModels({ object: "list", data })
    .map(({ name, contextTokens }) => [name, contextTokens]);
  assert.deepEqual(Object.fromEntries(sizes), {
    vllm: 32_768,
    openrouter: 131_072,
    groq: 8192,
    mistral: 32_000,
    lmstudio: 4096,
    llamacpp: 40_960,
    llamacppLoaded: 8192,
    deepinfra: 65_536,
    litellm: 200_000,
    ollama: null,
  });
});

Deno.test("listedModels() ignores invalid sizes", () => {
  for (const size of [0, -1, 255, 1.5, "8192", null, 1e12, {}]) {
    assert.equal(listedModels([{ id: "a", max_model_len: size }])[0]!.contextTokens, null);
  }
  assert.deepEqual(listedModels([{ id: "a", max_model_len: 0, context_length: 4096 }]), [
    { name: "a", contextTokens: 4096 },
  ]);
});

Deno.test("listedModels() leaves out models that don't chat, by their names", () => {
  assert.deepEqual(
    names(
      ...["text-embedding-3-small", "nomic-embed-text:latest", "snowflake-arctic-embed2", "bge-m3"],
      ...["whisper-1", "gpt-4o-transcribe", "tts-1-hd", "gpt-4o-mini-tts", "gpt-4o-audio-preview"],
      ...["gpt-4o-realtime-preview", "dall-e-3", "gpt-image-1", "sora-2", "omni-moderation-latest"],
      ...["babbage-002", "davinci-002", "gpt-3.5-turbo-instruct", "o3-deep-research"],
      ...["BAAI/bge-reranker-v2-m3", "meta-llama/llama-guard-4-12b", "black-forest-labs/FLUX.1"],
      ...["intfloat/multilingual-e5-large", "all-minilm:22m"],
    ),
    [],
  );
  const chatting = [
    ...["gpt-4o", "gpt-5.4-mini", "gpt-3.5-turbo", "o3-mini", "llama3.2:3b-instruct-q4_K_M"],
    ...["mistralai/Mistral-7B-Instruct-v0.3", "qwen2.5vl:7b", "gemma3:27b", "deepseek-r1:8b"],
    ...["anthropic/claude-sonnet-4.5", "imagine-chat", "command-r-plus", "phi4"],
  ];
  assert.deepEqual(names(...chatting), chatting);
});

Deno.test("listedModels() leaves out models that don't chat, by the server's description", () => {
  const models = listedModels([
    { id: "a", type: "embeddings" },
    { id: "b", type: "image" },
    { id: "c", architecture: { output_modalities: ["image"] } },
    { id: "d", capabilities: { completion_chat: false } },
    { id: "e", active: false },
    { id: "f", type: "vlm", architecture: { output_modalities: ["text", "image"] } },
  ]);
  assert.deepEqual(models.map(({ name }) => name), ["f"]);
});

Deno.test("listedModels() ignores invalid entries of a list, and refuses values that are no lists", () => {
  const long = "x".repeat(256);
  const odd = [null, 1, "a", [], {}, { id: 1 }, { id: "" }, { id: " a" }, { id: "a\nb" }];
  assert.deepEqual(listedModels([...odd, { id: long }, { id: "ok", meta: 1 }, { id: "ok" }]), [
    { name: "ok", contextTokens: null },
  ]);
  for (const none of [null, {}, "text", { data: {} }, { error: { message: "no" } }]) {
    assert.throws(() => listedModels(none), /lists no models/);
  }
});
