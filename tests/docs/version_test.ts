import assert from "node:assert/strict";
import { VERSION } from "../../domain/version.ts";

const changelog = await Deno.readTextFile(new URL("../../CHANGELOG.md", import.meta.url));

Deno.test("the version is the newest in CHANGELOG.md, or one in the making after it", () => {
  const [, unreleased = ""] = /^## \[Unreleased\]\n([^]*?)(?=^## |$(?![^]))/m.exec(changelog) ?? [];
  const [, newest] = /^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$/m.exec(changelog) ?? [];
  if (unreleased.trim() === "") assert.equal(VERSION, newest);
  else assert.match(VERSION, /^\d+\.\d+\.\d+-dev$/);
  assert.notEqual(VERSION, `${newest}-dev`);
});
