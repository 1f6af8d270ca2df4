import type { ModelServer } from "../model_server.ts";
import { azureRefusals } from "../refusals/azure.ts";

/** Azure OpenAI. */
export const azure: ModelServer = {
  name: "Azure OpenAI",
  read: "2026-11",
  model: "gpt-4o",
  cases: [...azureRefusals],
};
