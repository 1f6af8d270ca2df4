import { z } from "zod";
import type { App } from "../../domain/app.ts";
import type { Api } from "./api.ts";
import { operation } from "./open_api/operation.ts";

/** Lists models. */
const listModelsOperation = operation({
  id: "listModels",
  group: "Models",
  method: "get",
  path: "/models",
  scope: "chat:read",
  summary: "List the available models",
  description: "The first is the default.",
  result: {
    status: 200,
    description: "The models.",
    schema: z.object({
      models: z.array(z.object({
        name: z.string().meta({ examples: ["gpt-x"] }),
        context_tokens: z.int().meta({
          examples: [128000],
          description: "Tokens that prompt and answer may have together.",
        }),
        context_is_guess: z.boolean().meta({
          description: "Whether that number is only a guess, because nobody publishes one.",
        }),
      })),
    }),
  },
});

/** Serves the list of models. */
export function serveModels(api: Api, app: App): void {
  api.serve(listModelsOperation, async ({ c }) => {
    await app.prepare();
    const models = app.models.map(({ name, contextTokens, contextIsGuess = false }) => ({
      name,
      context_tokens: contextTokens,
      context_is_guess: contextIsGuess,
    }));
    return c.json({ models });
  });
}
