import type { ChatConfig } from "../../../domain/models/settings.ts";
import type { ChatSettings__Output } from "../generated/parley/v1/ChatSettings.ts";

/** How a model is to be asked, as far as a request says. */
export type GivenSettings = {
  readonly model?: string;
  readonly config: Partial<Omit<ChatConfig, "model">>;
};

/** The settings that are there; the domain checks them. */
export function fromSettings(settings: ChatSettings__Output | null): GivenSettings {
  if (!settings) return { config: {} };
  const { model, temperature, top_p, n, stop, max_tokens } = settings;
  const { presence_penalty, frequency_penalty } = settings;
  return {
    ...model !== undefined && { model },
    config: {
      ...temperature !== undefined && { temperature },
      ...top_p !== undefined && { topP: top_p },
      ...n !== undefined && { n },
      ...stop.length > 0 && { stop },
      ...max_tokens !== undefined && { maxTokens: Number(max_tokens) },
      ...presence_penalty !== undefined && { presencePenalty: presence_penalty },
      ...frequency_penalty !== undefined && { frequencyPenalty: frequency_penalty },
    },
  };
}
