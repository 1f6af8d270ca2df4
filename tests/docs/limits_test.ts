import assert from "node:assert/strict";
import { variables } from "../../infra/config/variables.ts";

const root = new URL("../../", import.meta.url);
const page = await Deno.readTextFile(new URL("docs/limits.md", root));

/** A row of a table, such as `title of a chat`, `120 characters`, … */
type Row = { readonly limit: string; readonly value: string; readonly cells: readonly string[] };

const rows: Row[] = page.split("\n").filter((line) => /^\|(?! -| limit | variable )/.test(line))
  .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()))
  .map((cells) => ({ limit: cells[0]!, value: cells[1]!, cells }));

/** What a value with this unit is in the code: sizes in bytes, times in milliseconds or seconds. */
const units: Readonly<Record<string, readonly number[]>> = {
  KiB: [1024],
  MiB: [1024 ** 2],
  GiB: [1024 ** 3],
  ms: [1],
  s: [1000, 1],
  min: [60_000, 60],
  h: [3_600_000, 3600],
  days: [86_400_000, 1],
};

/** What `120 characters`, `64 KiB` or `10 s` may be in the code. */
function numbersOf(value: string): number[] {
  const [, digits, unit = ""] = /^([\d,]+)(?: (\w+))?/.exec(value) ?? [];
  assert.ok(digits, `${value} is no value`);
  const number = Number(digits.replaceAll(",", ""));
  return (units[unit] ?? [1]).map((factor) => number * factor);
}

/** The value of a constant in a file: `MAX_TITLE_LENGTH`, `UPLOADS.perUser`, or a property's name. */
async function valueOf(path: string, name: string): Promise<unknown> {
  const code = await Deno.readTextFile(new URL(path, root));
  const expressionOf = (name: string) =>
    new RegExp(`^(?:export )?const ${name}\\b[^=\\n]*=([^;]+);`, "m").exec(code)?.[1];
  const evaluate = async (expression: string): Promise<unknown> => {
    const known: Record<string, unknown> = {};
    for (const [used] of expression.matchAll(/\b[A-Z][A-Z_\d]+\b/g)) {
      const imported = new RegExp(`\\b${used}\\b[^;]*from "([^"]+)"`).exec(code)?.[1];
      const home = imported ? new URL(imported, new URL(path, root)).href : null;
      known[used] = await valueOf(home ? home.slice(root.href.length) : path, used);
    }
    return new Function(...Object.keys(known), `return (${expression});`)(...Object.values(known));
  };
  const [constant, key] = /^(\w+)\.(\w+)$/.exec(name)?.slice(1) ?? [name];
  const expression = expressionOf(constant!);
  if (expression) {
    const value = await evaluate(expression.replace(/ as const$/, ""));
    return key ? (value as Record<string, unknown>)[key] : value;
  }
  const property = new RegExp(`(?:"${name.replaceAll(".", "\\.")}"|\\b${name}): (\\d[^,}]*)`).exec(
    code,
  );
  assert.ok(property, `${path} has no ${name}`);
  return await evaluate(property[1]!);
}

/** `[NAME](../path.ts)` in the last cell of a row. */
function linkOf({ limit, cells }: Row): { name: string; path: string } {
  const [, name, path] = /^\[`([^`]+)`\]\(\.\.\/([^)]+)\)$/.exec(cells.at(-1)!) ?? [];
  assert.ok(name && path, `${limit} has no link to its constant`);
  return { name, path };
}

Deno.test("docs/limits.md has the values that the code has", async () => {
  const limits = rows.filter(({ cells }) => cells.length === 4);
  assert.ok(limits.length > 100);
  for (const row of limits) {
    const { name, path } = linkOf(row);
    const value = Number(await valueOf(path, name));
    assert.ok(
      numbersOf(row.value).includes(value),
      `${row.limit} is ${row.value}, but ${name} in ${path} is ${value}`,
    );
  }
});

Deno.test("docs/limits.md has the defaults of variables", () => {
  const listed = rows.filter(({ cells }) => cells.length === 3);
  assert.ok(listed.length >= 10);
  for (const { limit, value } of listed) {
    const name = limit.replaceAll("`", "") as keyof typeof variables;
    assert.ok(numbersOf(value).includes(variables[name].parse(undefined) as number), limit);
  }
});

Deno.test("docs/limits.md lists every constant that is called a most", async () => {
  const linked = new Set(
    rows.filter(({ cells }) => cells.length === 4).map(linkOf)
      .map(({ name, path }) => `${path} ${name.split(".")[0]}`),
  );
  for (const folder of ["domain", "infra", "routes", "views"]) {
    for await (const [path, code] of sourcesIn(folder)) {
      for (const [, name] of code.matchAll(/^(?:export )?const ((?:MAX|LARGEST)_\w+)/gm)) {
        assert.ok(linked.has(`${path} ${name}`), `${name} in ${path} is not in docs/limits.md`);
      }
    }
  }
});

async function* sourcesIn(folder: string): AsyncIterable<[path: string, code: string]> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(`${folder}/`, root))) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* sourcesIn(path);
    else if (/\.tsx?$/.test(name)) yield [path, await Deno.readTextFile(new URL(path, root))];
  }
}
