import type { ModelServer } from "../model_server.ts";
import { llamaCppRefusals } from "../refusals/llama_cpp.ts";

/** llama.cpp's own server. */
export const llamaCpp: ModelServer = {
  name: "llama.cpp",
  read: "2026-11",
  model: "qwen2.5-7b-instruct",
  cases: [...llamaCppRefusals],
};
