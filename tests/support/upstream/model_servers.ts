import type { ModelServer } from "./model_server.ts";
import { anthropic } from "./servers/anthropic.ts";
import { azure } from "./servers/azure.ts";
import { dashScope } from "./servers/dashscope.ts";
import { deepSeek } from "./servers/deepseek.ts";
import { gemini } from "./servers/gemini.ts";
import { groq } from "./servers/groq.ts";
import { llamaCpp } from "./servers/llama_cpp.ts";
import { miniMax } from "./servers/minimax.ts";
import { openAI } from "./servers/openai.ts";
import { openRouter } from "./servers/openrouter.ts";
import { xAI } from "./servers/xai.ts";

/** Every server whose behaviour is played, in the order of `docs/model_servers.md`. */
export const modelServers: readonly ModelServer[] = [
  ...[openAI, openRouter, deepSeek],
  ...[anthropic, azure, dashScope, gemini, groq, llamaCpp, miniMax, xAI],
];
