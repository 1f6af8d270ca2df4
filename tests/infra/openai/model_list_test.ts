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
    openrouterProvider: { context_length: null, top_provider: { context_length: 16_384 } },
    githubModels: { limits: { max_input_tokens: 131_072, max_output_tokens: 4096 } },
    copilot: {
      capabilities: { type: "chat", limits: { max_context_window_tokens: 272_000 } },
    },
    venice: { type: "text", model_spec: { availableContextTokens: 32_768 } },
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
    openrouterProvider: 16_384,
    githubModels: 131_072,
    copilot: 272_000,
    venice: 32_768,
    ollama: null,
  });
});

Deno.test("listedModels() reads an adapter's size from the model that it adapts", () => {
  const sizes = listedModels([
    { id: "base", max_model_len: 32_768, parent: null },
    { id: "sql-lora", parent: "base", root: "/adapters/sql" },
    { id: "own-size", parent: "base", max_model_len: 4096 },
    { id: "orphan", parent: "gone" },
    { id: "loop", parent: "loop" },
  ]).map(({ contextTokens }) => contextTokens);
  assert.deepEqual(sizes, [32_768, 32_768, 4096, null, null]);
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
    { id: "g", capabilities: { chat_completion: false, completion: true } },
    { id: "h", supports_chat: false },
    { id: "i", mode: "audio_transcription" },
    { id: "j", output_modalities: ["embeddings"] },
    { id: "k", input_modalities: ["audio"], output_modalities: ["text"] },
  ]);
  assert.deepEqual(models.map(({ name }) => name), ["f"]);
});

Deno.test("listedModels() believes the server's description before the model's name", () => {
  const chatting = [
    { id: "gpt-image-chat", architecture: { output_modalities: ["text", "image"] } },
    { id: "audio-preview", capabilities: { chat_completion: true } },
    { id: "flux-of-words", supports_chat: true },
    { id: "voice-assistant", type: "llm" },
    { id: "speech-writer", mode: "chat" },
    { id: "unclear", type: "text", output_modalities: [] },
  ];
  const silent = [{ id: "flux-image", type: "base" }, { id: "whisper", output_modalities: [] }];
  const names = listedModels([...chatting, ...silent]).map(({ name }) => name);
  assert.deepEqual(names, chatting.map(({ id }) => id));
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
