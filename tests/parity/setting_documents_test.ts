import assert from "node:assert/strict";
import { modelSettings, type Setting, settingNames } from "../../domain/models/settings.ts";
import { parleyChat } from "../../infra/archive/parley_chat.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string) => Deno.readTextFile(new URL(path, root));

/** The type of a field in the contract, by the kind of its setting. */
const protoTypes: Readonly<Record<Setting["kind"], string>> = {
  decimal: "optional double",
  integer: "optional int32",
  "optional integer": "optional int64",
  texts: "repeated string",
  choice: "optional string",
};

/** A neutral value as a variable's text; empty when unset is neutral. */
function asVariable(neutral: Setting["neutral"]): string {
  return typeof neutral === "number" || typeof neutral === "string" ? String(neutral) : "";
}

/** `-2 to 2` with either minus sign; some lists and optional numbers have no range. */
function assertRange(text: string, { kind, range }: Setting, place: string): void {
  if (kind !== "decimal" && kind !== "integer") return;
  assert.ok(text.replaceAll("−", "-").includes(range.join(" to ")), `${place}: ${text}`);
}

Deno.test("the README and .env.example have each setting's default and range", async () => {
  const [readme, example] = await Promise.all([read("README.md"), read(".env.example")]);
  for (const setting of settingNames.map((name): Setting => modelSettings[name])) {
    const variable = setting.publicName.toUpperCase();
    const row = readme.match(new RegExp(`^\\| \`${variable}\` .*$`, "m"))?.[0] ?? "";
    const [, , usual, meaning] = row.split("|").map((cell) => cell.trim().replaceAll("`", ""));
    assert.equal(usual, asVariable(setting.neutral), variable);
    assertRange(meaning!, setting, variable);
    const line = example.match(new RegExp(`^# ${variable}=(.*)$`, "m"));
    assert.equal(line?.[1], asVariable(setting.neutral), variable);
  }
});

Deno.test("the gRPC contract has a field for each setting, of its kind and with its range", async () => {
  const proto = await read("proto/parley/v1/chat_service.proto");
  const [, body] = proto.match(/^message ChatSettings \{\n(.*?)^\}/ms)!;
  const fields = body!.matchAll(/((?: *\/\/.*\n)*) *(\w+ \w+) (\w+) = \d+;/g);
  const found = [...fields].map(([, comment, type, name]) => ({ comment, type, name }))
    .filter(({ name }) => name !== "model");
  const settings = settingNames.map((name): Setting => modelSettings[name]);
  assert.deepEqual(
    found.map(({ type, name }) => `${type} ${name}`),
    settings.map(({ kind, publicName }) => `${protoTypes[kind]} ${publicName}`),
  );
  found.forEach(({ comment }, index) => {
    assertRange(comment!, settings[index]!, settings[index]!.publicName);
  });
});

Deno.test("the example of an export can be imported, and knows no other settings", async () => {
  const format = await read("docs/export_format.md");
  const example = JSON.parse(format.match(/```json\n(.*?)```/s)![1]!.replaceAll("…", "0"));
  const { config } = parleyChat.parse(example);
  const names = Object.keys(example.config);
  assert.deepEqual(names.filter((name) => !(name in config)), []);
});
