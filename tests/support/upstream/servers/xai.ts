import type { ModelServer } from "../model_server.ts";
import { xAIRefusals } from "../refusals/xai.ts";

/** xAI, with the Grok models. */
export const xAI: ModelServer = {
  name: "xAI",
  read: "2026-11",
  model: "grok-4",
  cases: [...xAIRefusals],
};
