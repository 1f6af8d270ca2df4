import assert from "node:assert/strict";
import { said } from "../../../domain/said.ts";
import { createTexts } from "../../../views/texts/texts.ts";
import { errorTexts } from "../../../views/texts/errors.ts";

const root = new URL("../../../", import.meta.url);
const spoken = new Set(await Array.fromAsync(templates()));

Deno.test("every refusal can be said in Portuguese, with all of its values", () => {
  const texts = errorTexts["pt-BR"];
  for (const template of spoken) {
    assert.ok(texts[template], `Not translated: ${template}`);
    assert.deepEqual(placeholders(texts[template]), placeholders(template), template);
  }
});

Deno.test("there are no translations of what is no longer said", () => {
  const stale = Object.keys(errorTexts["pt-BR"]).filter((template) => !spoken.has(template));
  assert.deepEqual(stale, []);
});

Deno.test("say() translates sentences within sentences and writes numbers as the language does", () => {
  const t = createTexts("pt-BR", "UTC");
  const inner = [said`Use at most ${1000} characters`, said`Enter a name`];
  assert.equal(
    t.say(said`Cannot use these settings. ${inner}`),
    "Não é possível usar estas configurações. Use no máximo 1.000 caracteres. Informe um nome",
  );
  assert.equal(t.say(said`Something new about ${"{0}"}`), "Something new about {0}");
});

/** The templates of every `said` in the sources. */
async function* templates(): AsyncIterable<string> {
  for (const folder of ["domain", "infra", "routes"]) {
    for await (const source of sources(new URL(`${folder}/`, root))) {
      for (const [, text] of source.matchAll(/\bsaid`([^`]*)`/g)) {
        let index = 0;
        yield text!.replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, () => `{${index++}}`);
      }
    }
  }
}

async function* sources(folder: URL): AsyncIterable<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* sources(new URL(`${name}/`, folder));
    else if (/\.tsx?$/.test(name)) yield await Deno.readTextFile(new URL(name, folder));
  }
}

function placeholders(template: string): string[] {
  return [...template.matchAll(/\{\d+\}/g)].map(([placeholder]) => placeholder).sort();
}
