import { eachSetting, type ModelSettings, type Setting } from "../../../domain/models/settings.ts";

/** A value for every setting that is allowed and not its neutral one. */
export const unusualSettings = eachSetting(unusualValue) as ModelSettings;

function unusualValue(setting: Setting): number | string | string[] {
  const { kind, range: [least, most] } = setting;
  switch (kind) {
    case "choice":
      return setting.choices.at(-1)!;
    case "decimal":
      return least + (most - least) / 4;
    case "integer":
      return most;
    case "optional integer":
      return least + 6;
    case "texts":
      return ["END", "STOP"];
  }
}
