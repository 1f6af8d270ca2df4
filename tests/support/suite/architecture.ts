/** Source files by their path in the project, with forward slashes. */
export type Sources = ReadonlyMap<string, string>;

/** What may be imported from where: `domain ← views ← routes`, `domain ← infra`, `main.ts` sees all. */
const visible: Readonly<Record<string, readonly string[]>> = {
  domain: ["domain"],
  views: ["views", "domain"],
  routes: ["routes", "views", "domain"],
  infra: ["infra", "domain"],
  "main.ts": ["main.ts", "domain", "views", "routes", "infra"],
};

/** Folders that run wherever Web-standard APIs are. */
const portable = ["domain", "views", "routes"];

/** Packages that one place keeps to itself. */
const enclosed: Readonly<Record<string, string>> = {
  lucia: "infra/accounts/lucia_session_gateway.ts",
  kysely: "infra/db/",
  mysql2: "infra/db/",
  "node:sqlite": "infra/db/",
  "@grpc/grpc-js": "infra/grpc/",
  openai: "infra/openai",
};

/** SQL at the beginning of a string. */
const sql =
  /["'`]\s*(select\s|insert\s+(ignore\s+)?into|update\s+\w+\s+set|delete\s+from|create\s+table|pragma\s)/i;

/** What the domain gets passed in, or does without. */
const impure =
  /\b(Date\.now\(|new Date\(\)|Math\.random\(|randomUUID|getRandomValues|setTimeout|setInterval|fetch\(|console\.)/;

/**
 * Looks for imports and globals that the layout forbids.
 *
 * @param sources The program's files; those of folders it doesn't know are passed over.
 * @returns A line for each, `path: what is wrong`.
 */
export function findViolations(sources: Sources): string[] {
  return [...sources].filter(([path]) => layerOf(path) in visible).flatMap(([path, source]) => {
    const code = withoutComments(source);
    const imports = importsOf(code);
    return [
      ...imports.flatMap((specifier) => checkImport(path, specifier)),
      ...checkCode(path, code),
    ].map((problem) => `${path}: ${problem}`);
  });
}

function checkImport(path: string, specifier: string): string[] {
  const layer = layerOf(path);
  if (/^\.{0,2}\//.test(specifier)) {
    const target = new URL(specifier, `file:///${path}`).pathname.slice(1);
    return visible[layer]!.includes(layerOf(target)) ? [] : [`imports ${target}`];
  }
  if (layer === "domain") return [`imports ${specifier}`];
  if (/^(npm|jsr|https?|data):/.test(specifier)) return [`imports ${specifier} past deno.json`];
  if (specifier.startsWith("node:") && portable.includes(layer)) return [`imports ${specifier}`];
  const home = Object.entries(enclosed).find(([name]) =>
    specifier === name || specifier.startsWith(`${name}/`)
  )?.[1];
  return home && !path.startsWith(home) ? [`imports ${specifier}, which belongs to ${home}`] : [];
}

function checkCode(path: string, code: string): string[] {
  const layer = layerOf(path);
  const problems = [];
  if (portable.includes(layer) && /\bDeno\.|\bprocess\.|\bBuffer\./.test(code)) {
    problems.push("uses more than Web-standard APIs");
  }
  if (layer === "domain" && impure.test(code)) problems.push(`uses ${impure.exec(code)![1]}`);
  if (!path.startsWith("infra/db/") && sql.test(code)) problems.push("holds SQL");
  return problems;
}

/** `domain/chats/chat.ts` → `domain`; files of the top level are their own layer. */
function layerOf(path: string): string {
  return path.split("/")[0]!;
}

function withoutComments(source: string): string {
  return source.replace(/\/\*.*?\*\//gs, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}

function importsOf(code: string): string[] {
  const statements = code.matchAll(
    /^(?:import|export)\s+(?:[\w$*{},\s]+?\sfrom\s*)?["']([^"']+)["']/gm,
  );
  const calls = code.matchAll(/\bimport\(\s*["'`]([^"'`]+)["'`]/g);
  return [...statements, ...calls].map(([, specifier]) => specifier!);
}
