import {
  type ModelSettings,
  modelSettings,
  type SettingName,
  settingNames,
} from "../../../domain/models/settings.ts";
import type { ChatSettings__Output } from "../generated/parley/v1/ChatSettings.ts";

/** The settings that a request gives. */
export type GivenSettings = {
  readonly model?: string;
  readonly config: Partial<ModelSettings>;
};

/** Reads the settings that are present; the domain validates them. */
export function fromSettings(settings: ChatSettings__Output | null): GivenSettings {
  if (!settings) return { config: {} };
  const { model } = settings;
  const given = settingNames.map((name) => [name, valueOf(name, settings)]);
  return {
    ...model !== undefined && { model },
    config: Object.fromEntries(given.filter(([, value]) => value !== undefined)),
  };
}

/** An empty list counts as absent: protobuf can't tell them apart. 64-bit numbers come as text. */
function valueOf(
  name: SettingName,
  settings: ChatSettings__Output,
): ModelSettings[SettingName] | undefined {
  const value = settings[modelSettings[name].publicName];
  if (Array.isArray(value)) return value.length > 0 ? value : undefined;
  if (modelSettings[name].kind === "choice") return value as string | undefined;
  return value === undefined ? undefined : Number(value);
}
