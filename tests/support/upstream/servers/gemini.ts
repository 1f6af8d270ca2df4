import type { ModelServer } from "../model_server.ts";
import { geminiRefusals } from "../refusals/gemini.ts";

/** Gemini's OpenAI-compatible API. */
export const gemini: ModelServer = {
  name: "Gemini",
  read: "2026-11",
  model: "gemini-2.5-flash",
  cases: [...geminiRefusals],
};
