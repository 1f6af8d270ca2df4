import type { ModelServer } from "./model_server.ts";
import { anthropic } from "./servers/anthropic.ts";
import { azure } from "./servers/azure.ts";
import { cerebras } from "./servers/cerebras.ts";
import { cohere } from "./servers/cohere.ts";
import { dashScope } from "./servers/dashscope.ts";
import { deepSeek } from "./servers/deepseek.ts";
import { fireworks } from "./servers/fireworks.ts";
import { gemini } from "./servers/gemini.ts";
import { groq } from "./servers/groq.ts";
import { liteLLM } from "./servers/litellm.ts";
import { llamaCpp } from "./servers/llama_cpp.ts";
import { lmStudio } from "./servers/lm_studio.ts";
import { miniMax } from "./servers/minimax.ts";
import { mistral } from "./servers/mistral.ts";
import { moonshot } from "./servers/moonshot.ts";
import { ollama } from "./servers/ollama.ts";
import { openWebUI } from "./servers/open_webui.ts";
import { openAI } from "./servers/openai.ts";
import { openRouter } from "./servers/openrouter.ts";
import { perplexity } from "./servers/perplexity.ts";
import { sGLang } from "./servers/sglang.ts";
import { tgi } from "./servers/tgi.ts";
import { together } from "./servers/together.ts";
import { vLLM } from "./servers/vllm.ts";
import { xAI } from "./servers/xai.ts";
import { zhipu } from "./servers/zhipu.ts";

/** Every server whose behaviour is played, in the order of `docs/model_servers.md`. */
export const modelServers: readonly ModelServer[] = [
  // Makers of models
  ...[openAI, azure, anthropic, gemini, xAI, mistral, deepSeek, cohere],
  ...[dashScope, moonshot, zhipu, miniMax, perplexity],
  // Hosts and gateways
  ...[openRouter, liteLLM, groq, together, fireworks, cerebras],
  // Servers to run oneself
  ...[ollama, lmStudio, llamaCpp, vLLM, sGLang, tgi, openWebUI],
];
