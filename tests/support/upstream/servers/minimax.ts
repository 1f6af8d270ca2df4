import type { ModelServer } from "../model_server.ts";
import { miniMaxRefusals } from "../refusals/minimax.ts";

/** MiniMax. */
export const miniMax: ModelServer = {
  name: "MiniMax",
  read: "2026-11",
  model: "MiniMax-M2",
  cases: [...miniMaxRefusals],
};
