import type { ModelServer } from "../model_server.ts";
import { dashScopeRefusals } from "../refusals/dashscope.ts";

/** Alibaba's DashScope, with the Qwen models. */
export const dashScope: ModelServer = {
  name: "DashScope",
  read: "2026-11",
  model: "qwen-plus",
  cases: [...dashScopeRefusals],
};
