import assert from "node:assert/strict";
import {
  isNeutral,
  modelSettings,
  neutralSettings,
  type Setting,
  settingNames,
  underOwnNames,
  underPublicNames,
} from "../../../domain/models/settings.ts";
import { configProblems } from "../../../domain/models/settings_problems.ts";

Deno.test("the neutral settings are allowed, with any model", () => {
  const config = { model: "small", ...neutralSettings };
  assert.deepEqual(configProblems(config, { name: "small", contextTokens: 256 }), {});
  for (const name of settingNames) assert.ok(isNeutral(name, neutralSettings[name]), name);
});

Deno.test("public names follow OpenAI's style and are unique", () => {
  assert.deepEqual(underOwnNames(underPublicNames(neutralSettings)), neutralSettings);
  for (const name of Object.keys(underPublicNames(neutralSettings))) {
    assert.match(name, /^[a-z]+(_[a-z]+)*$/);
  }
});

Deno.test("optional numbers begin above the 0 that means unset in forms", () => {
  for (const { kind, range, publicName } of Object.values<Setting>(modelSettings)) {
    if (kind === "optional integer") assert.ok(range[0] > 0, publicName);
  }
});
