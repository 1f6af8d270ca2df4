import assert from "node:assert/strict";
import { LANGUAGES } from "../../../domain/accounts/user.ts";
import { createTexts } from "../../../views/texts/texts.ts";

/** What is the same in both languages, apart from numbers. */
const SHARED = ["E-mail", "token", "tokens"];

const [english, ...others] = LANGUAGES.map((language) => flatten(createTexts(language, "UTC")));

for (const [index, texts] of others.entries()) {
  Deno.test(`createTexts() has all that is said in ${LANGUAGES[index + 1]} as well`, () => {
    assert.deepEqual([...texts.keys()].sort(), [...english!.keys()].sort());
    for (const [path, text] of texts) {
      assert.notEqual(text, "", path);
      const words = text.replaceAll(/\d/g, "").trim();
      const isShared = SHARED.includes(words) || !/\p{L}{2}/u.test(words);
      if (!isShared) assert.notEqual(text, english!.get(path), `${path} is not translated`);
    }
  });
}

Deno.test("createTexts() shows times in a time zone, and in UTC where that is unknown", () => {
  const at = new Date("2026-01-01T02:30:00Z");
  assert.equal(createTexts("pt-BR", "America/Sao_Paulo").format.time(at), "23:30");
  assert.equal(createTexts("en", "America/Sao_Paulo").format.day(at), "2025-12-31");
  assert.equal(createTexts("en", "No/Where").format.time(at).replace(/\s/, " "), "2:30 AM");
});

/** Every text by its path; of what takes arguments, what it makes of a few. */
function flatten(value: unknown, path = ""): Map<string, string> {
  if (path === ".format" || path === ".say") return new Map();
  if (typeof value === "string") return new Map([[path, value]]);
  if (typeof value === "function") return flatten(value(2, "3", "4", "5"), path);
  if (typeof value !== "object" || value === null) return new Map();
  const entries = Object.entries(value).filter(([key]) => path || key !== "language");
  return new Map(entries.flatMap(([key, part]) => [...flatten(part, `${path}.${key}`)]));
}
