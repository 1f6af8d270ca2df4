import { eachSetting, type ModelSettings, type Setting } from "../../../domain/models/settings.ts";

/** A value for every setting that is allowed and not its neutral one. */
export const unusualSettings = eachSetting(unusualValue) as ModelSettings;

function unusualValue({ kind, range: [least, most] }: Setting): number | string[] {
  switch (kind) {
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
