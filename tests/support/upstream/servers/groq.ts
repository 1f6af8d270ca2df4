import type { ModelServer } from "../model_server.ts";
import { groqRefusals } from "../refusals/groq.ts";

/** Groq. */
export const groq: ModelServer = {
  name: "Groq",
  read: "2026-11",
  model: "llama-3.3-70b-versatile",
  cases: [...groqRefusals],
};
