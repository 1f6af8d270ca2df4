import type { ModelServer } from "./model_server.ts";
import { deepSeek } from "./servers/deepseek.ts";
import { openAI } from "./servers/openai.ts";
import { openRouter } from "./servers/openrouter.ts";

/** Every server whose behaviour is played, in the order of `docs/model_servers.md`. */
export const modelServers: readonly ModelServer[] = [openAI, openRouter, deepSeek];
