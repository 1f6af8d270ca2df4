import assert from "node:assert/strict";
import { findViolations, gathering, type Sources } from "./support/suite/architecture.ts";

const root = new URL("../", import.meta.url);

Deno.test("the program's imports follow the layout", async () => {
  const sources = await readSources("");
  assert.ok(sources.has("main.ts") && sources.has("domain/app.ts"));
  assert.deepEqual(gathering.filter((path) => !sources.has(path)), []);
  assert.deepEqual(findViolations(sources), []);
});

Deno.test("findViolations() finds each kind of wrong arrow", () => {
  const bad = (path: string, code: string) => findViolations(new Map([[path, code]]));
  const samples: [path: string, code: string, found: string][] = [
    ["domain/a.ts", 'import { z } from "zod";', "imports zod"],
    ["domain/a.ts", 'import type { A } from "../infra/a.ts";', "imports infra/a.ts"],
    ["domain/a.ts", "const now = Date.now();", "uses Date.now("],
    ["domain/a.ts", 'import * as a from "../views/a.ts";', "imports views/a.ts"],
    ["domain/a.ts", 'export { a } from "./b.ts";', "passes on another file's exports"],
    ["domain/a.ts", 'export type {\n  A,\n} from "./b.ts";', "passes on another file's exports"],
    ["domain/b/a.ts", 'import "../../routes/a.ts";', "imports routes/a.ts"],
    ["views/a.tsx", 'import {\n  a,\n} from "../routes/a.ts";', "imports routes/a.ts"],
    ["views/a.tsx", 'import { b } from "node:buffer";', "imports node:buffer"],
    ["routes/a.ts", 'const a = await import("../infra/a.ts");', "imports infra/a.ts"],
    ["routes/a.ts", 'Deno.env.get("HOME");', "uses more than Web-standard APIs"],
    ["routes/a.ts", "const a = `select * from chats`;", "holds SQL"],
    ["routes/a.ts", 'const a = "DELETE FROM chats";', "holds SQL"],
    ["infra/a.ts", 'run((db) => db.deleteFrom("sessions").execute());', "holds SQL"],
    ["infra/db/a.ts", "await sql.raw(`use ${name}`).execute(db);", "makes SQL of a string"],
    ["infra/a.ts", 'import { a } from "../routes/a.ts";', "imports routes/a.ts"],
    ["infra/a.ts", 'import { a } from "../main.ts";', "imports main.ts"],
    ["infra/a.ts", 'import { a } from "./process/a.ts";', "imports infra/process/a.ts"],
    ["infra/a.ts", 'import { a } from "../tests/support/a.ts";', "imports tests/support/a.ts"],
    ["infra/a.ts", 'import { a } from "npm:a@1";', "imports npm:a@1 past deno.json"],
    [
      "infra/a.ts",
      'import { L } from "lucia";',
      "imports lucia, which belongs to infra/accounts/lucia_session_gateway.ts",
    ],
    ["infra/a.ts", 'import { sql } from "kysely";', "imports kysely, which belongs to infra/db/"],
    [
      "infra/a.ts",
      'import p from "mysql2/promise";',
      "imports mysql2/promise, which belongs to infra/db/",
    ],
  ];
  for (const [path, code, found] of samples) {
    assert.deepEqual(bad(path, code), [`${path}: ${found}`]);
  }
});

Deno.test("findViolations() finds topics that use topics above or beside them", () => {
  const samples: [path: string, target: string][] = [
    ["domain/metrics.ts", "domain/chats/message.ts"],
    ["domain/models/a.ts", "domain/accounts/user.ts"],
    ["domain/accounts/a.ts", "domain/search/query.ts"],
    ["domain/chats/a.ts", "domain/answers/turns.ts"],
    ["domain/answers/a.ts", "domain/archive/imports.ts"],
    ["domain/archive/a.ts", "domain/sharing/shares.ts"],
    ["infra/db/connection/a.ts", "infra/db/chats/gateway.ts"],
    ["infra/db/chats/a.ts", "infra/db/answers/turn_gateway.ts"],
    ["routes/http/a.ts", "routes/accounts/viewer.ts"],
    ["routes/chats/a.tsx", "routes/answers/shown_branch.ts"],
    ["views/texts/a.ts", "views/chats/list.tsx"],
    ["views/chats/a.tsx", "views/answers/message_view.tsx"],
  ];
  for (const [path, target] of samples) {
    const up = "../".repeat(path.split("/").length - 1);
    const sources = new Map([[path, `import type { A } from "${up}${target}";`]]);
    assert.deepEqual(findViolations(sources), [
      `${path}: imports ${target} against the order of topics`,
    ]);
  }
});

Deno.test("findViolations() finds listed exceptions that no longer need to be one", () => {
  const sources = new Map([["views/shell.tsx", 'import "./layout.tsx";']]);
  assert.deepEqual(findViolations(sources), [
    "views/shell.tsx: need not be among the files that bring topics together",
  ]);
});

Deno.test("findViolations() finds circles, those of types included", () => {
  const sources = new Map([
    ["domain/chats/a.ts", 'import type { B } from "./b.ts";'],
    ["domain/chats/b.ts", 'import { c } from "./c.ts";'],
    ["domain/chats/c.ts", 'import { a } from "./a.ts";\nimport { d } from "./d.ts";'],
    ["domain/chats/d.ts", ""],
  ]);
  assert.deepEqual(findViolations(sources), [
    "domain/chats/a.ts: imports in a circle with domain/chats/b.ts, domain/chats/c.ts",
  ]);
});

Deno.test("findViolations() accepts allowed imports, and ignores comments", () => {
  const good: Sources = new Map([
    ["domain/a.ts", '// import "zod"\n/** Deno.env, Date.now() */\nimport "./b.ts";'],
    ["routes/a.ts", 'const text = "It is made in any process. It ends.";'],
    ["views/a.ts", "const select = (title: string) => `Select “${title}”`;"],
    ["views/a.tsx", 'import { raw } from "hono/html";\nimport "../domain/a.ts";'],
    ["domain/chats/a.ts", 'import "../accounts/a.ts";\nimport "../log.ts";'],
    ["domain/app.ts", 'import "./sharing/a.ts";\nimport "./chats/a.ts";'],
    ["routes/chats/a.tsx", 'import "../../views/answers/a.tsx";\nimport "../http/a.ts";'],
    ["views/chats/a_page.tsx", 'import "../answers/a.tsx";'],
    ["routes/a.ts", 'import "../views/a.tsx";\nexport const link = "https://a.example";'],
    ["infra/db/a.ts", 'import { sql } from "kysely";\nconst a = "select 1";'],
    ["infra/accounts/lucia_session_gateway.ts", 'import { Lucia } from "lucia";'],
    ["main.ts", 'import "./infra/a.ts";\nimport "./routes/a.ts";'],
  ]);
  assert.deepEqual(findViolations(good), []);
});

Deno.test("every dependency is an exact version from npm", async () => {
  const { imports } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  for (const [name, specifier] of Object.entries<string>(imports)) {
    assert.match(specifier, /^npm:(@[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+$/, name);
  }
  const { specifiers } = JSON.parse(await Deno.readTextFile(new URL("deno.lock", root)));
  assert.deepEqual(Object.keys(specifiers).filter((name) => !name.startsWith("npm:")), []);
});

/** The TypeScript and JavaScript files of the program: all except tests and generated files. */
async function readSources(folder: string): Promise<Sources> {
  const skipped = ["node_modules", "tests", "docs", "data", "coverage"];
  const sources = new Map<string, string>();
  for await (const entry of Deno.readDir(new URL(folder, root))) {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory && !skipped.includes(path) && !entry.name.startsWith(".")) {
      for (const [name, source] of await readSources(`${path}/`)) sources.set(name, source);
    } else if (/\.(ts|tsx|js)$/.test(entry.name)) {
      sources.set(path, await Deno.readTextFile(new URL(path, root)));
    }
  }
  return sources;
}
