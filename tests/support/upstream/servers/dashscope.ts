import { hello, helloEnding, type ModelServer } from "../model_server.ts";
import { dashScopeRefusals } from "../refusals/dashscope.ts";

/** Alibaba's DashScope, with the Qwen models. */
export const dashScope: ModelServer = {
  name: "DashScope",
  read: "2026-11",
  model: "qwen-plus",
  cases: [
    {
      behaviour: "ends with a reason in an event of its own, with an empty delta",
      shown: "a complete answer",
      source: "https://github.com/voocel/ainovel-cli/issues/52",
      reply: helloEnding("tool_calls"),
      expected: hello("stop"),
    },
    ...dashScopeRefusals,
  ],
};
