import type { ModelServer } from "../model_server.ts";
import { anthropicRefusals } from "../refusals/anthropic.ts";

/** Anthropic's OpenAI-compatible API. */
export const anthropic: ModelServer = {
  name: "Anthropic",
  read: "2026-11",
  model: "claude-sonnet-4-5",
  cases: [...anthropicRefusals],
};
