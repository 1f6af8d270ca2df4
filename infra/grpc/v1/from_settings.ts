import {
  type ModelSettings,
  modelSettings,
  type SettingName,
  settingNames,
} from "../../../domain/models/settings.ts";
import type { ChatSettings__Output } from "../generated/parley/v1/ChatSettings.ts";

/** How a model is to be asked, as far as a request says. */
export type GivenSettings = {
  readonly model?: string;
  readonly config: Partial<ModelSettings>;
};

/** The settings that are there; the domain checks them. */
export function fromSettings(settings: ChatSettings__Output | null): GivenSettings {
  if (!settings) return { config: {} };
  const { model } = settings;
  const given = settingNames.map((name) => [name, valueOf(name, settings)]);
  return {
    ...model !== undefined && { model },
    config: Object.fromEntries(given.filter(([, value]) => value !== undefined)),
  };
}

/** An empty list counts as absent, as a list has no presence. 64-bit numbers come as text. */
function valueOf(
  name: SettingName,
  settings: ChatSettings__Output,
): ModelSettings[SettingName] | undefined {
  const value = settings[modelSettings[name].publicName];
  if (Array.isArray(value)) return value.length > 0 ? value : undefined;
  return value === undefined ? undefined : Number(value);
}
