/** Source files by their path in the project, with forward slashes. */
export type Sources = ReadonlyMap<string, string>;

/** Allowed imports: `domain ← views ← routes`, `domain ← infra`, `main.ts` sees all. */
const visible: Readonly<Record<string, readonly string[]>> = {
  domain: ["domain"],
  views: ["views", "domain"],
  routes: ["routes", "views", "domain"],
  infra: ["infra", "domain"],
  "main.ts": ["main.ts", "domain", "views", "routes", "infra"],
};

/** Layers that are divided into rooms by topic. */
const divided = ["domain", "views", "routes", "infra/db"];

/**
 * The topics, and which others each may use; `streams` and `api` are rooms only of `routes/`. All
 * may use what belongs to no topic: files directly in a layer, and rooms such as `views/texts/` or
 * `infra/db/connection/`, which themselves use no topic.
 */
const topics: Readonly<Record<string, readonly string[]>> = {
  models: [],
  search: [],
  accounts: ["models"],
  streams: ["accounts"],
  chats: ["models", "search", "accounts", "streams"],
  answers: ["models", "search", "accounts", "streams", "chats"],
  archive: ["models", "search", "accounts", "streams", "chats", "answers"],
  sharing: ["models", "search", "accounts", "streams", "chats", "answers"],
  api: ["models", "search", "accounts", "streams", "chats", "answers", "archive", "sharing"],
};

/** Files that bring topics together, like pages, and may use their whole layer. */
export const gathering: readonly string[] = [
  "domain/app.ts",
  "infra/db/accounts/erasure_gateway.ts",
  "routes/create_routes.ts",
  "routes/accounts/page_view.tsx",
  "routes/accounts/sign_in_routes.tsx",
  "routes/chats/chat_data.ts",
  "routes/search/search_routes.tsx",
  "views/shell.tsx",
  "views/chats/fragments.tsx",
  "views/chats/header.tsx",
];

/** Pages bring topics together: a chat's page shows its answers, an account's page its chats. */
const page = /^views\/\w+\/\w+_page\.tsx$/;

/** The top of `infra/` puts the program together; only this and `main.ts` may import it. */
const starting = /^(main\.ts$|infra\/(commands|process)\/)/;

/** Folders that use Web-standard APIs only. */
const portable = ["domain", "views", "routes"];

/** Packages that only one place may import. */
const enclosed: Readonly<Record<string, string>> = {
  lucia: "infra/accounts/lucia_session_gateway.ts",
  kysely: "infra/db/",
  mysql2: "infra/db/",
  "node:sqlite": "infra/db/",
  "@grpc/grpc-js": "infra/grpc/",
  openai: "infra/openai",
  "openid-client": "infra/accounts/openid_provider.ts",
};

/** SQL at the beginning of a string, in capitals or small letters only, unlike a sentence. */
const statements =
  "select[ \n]|insert (ignore )?into|update [^ ]+ set|delete from|create table|pragma ";
const sql = new RegExp(`["'\`][ \n]*(${statements}|${statements.toUpperCase()})`);

/** Files that run parts of migrations, whose SQL is in files of our own. */
const migrating = ["migrate", "planned_statements"].map((name) => `infra/db/connection/${name}.ts`);

/** Kysely's methods that begin a query; they are called without an import. */
const queries =
  /\.(selectFrom|selectNoFrom|insertInto|updateTable|deleteFrom|replaceInto|mergeInto)\(/;

/** Globals that the domain must not use; their functions are passed in. */
const impure =
  /\b(Date\.now\(|new Date\(\)|Math\.random\(|randomUUID|getRandomValues|setTimeout|setInterval|fetch\(|console\.)/;

/**
 * Looks for imports and globals that the layout forbids.
 *
 * @param sources The program's files; those in unknown folders are ignored.
 * @returns A line for each, `path: problem`.
 */
export function findViolations(sources: Sources): string[] {
  const targets = new Map<string, readonly string[]>();
  const problems = [...sources].filter(([path]) => layerOf(path) in visible).flatMap(
    ([path, source]) => {
      const code = withoutComments(source);
      const imports = importsOf(code);
      const files = imports.filter(isFile).map((specifier) => targetOf(path, specifier));
      targets.set(path, files);
      const isIdle = gathering.includes(path) && files.every((file) => isDownwards(path, file));
      return [
        ...imports.flatMap((specifier) => checkImport(path, specifier)),
        ...checkCode(path, code),
        ...isIdle ? ["need not be among the files that bring topics together"] : [],
      ].map((problem) => `${path}: ${problem}`);
    },
  );
  return [...problems, ...findCircles(targets)];
}

/** Files in a circle of imports, including types: `a.ts: imports in a circle with b.ts`. */
function findCircles(targets: ReadonlyMap<string, readonly string[]>): string[] {
  const circles: string[] = [];
  const trail: string[] = [];
  const done = new Set<string>();
  const follow = (path: string) => {
    if (done.has(path)) return;
    const start = trail.indexOf(path);
    if (start >= 0) {
      const others = trail.slice(start + 1);
      circles.push(`${path}: imports in a circle with ${others.join(", ") || "itself"}`);
      return;
    }
    trail.push(path);
    targets.get(path)?.forEach(follow);
    trail.pop();
    done.add(path);
  };
  for (const path of targets.keys()) follow(path);
  return circles;
}

function checkImport(path: string, specifier: string): string[] {
  const layer = layerOf(path);
  if (isFile(specifier)) {
    const target = targetOf(path, specifier);
    if (!visible[layer]!.includes(layerOf(target))) return [`imports ${target}`];
    if (target.startsWith("infra/process/") && !starting.test(path)) return [`imports ${target}`];
    const isFree = gathering.includes(path) || page.test(path);
    if (isFree || isDownwards(path, target)) return [];
    return [`imports ${target} against the order of topics`];
  }
  if (layer === "domain") return [`imports ${specifier}`];
  if (/^(npm|jsr|https?|data):/.test(specifier)) return [`imports ${specifier} past deno.json`];
  if (specifier.startsWith("node:") && portable.includes(layer)) return [`imports ${specifier}`];
  const home = Object.entries(enclosed).find(([name]) =>
    specifier === name || specifier.startsWith(`${name}/`)
  )?.[1];
  return home && !path.startsWith(home) ? [`imports ${specifier}, which belongs to ${home}`] : [];
}

/** Whether a file may use the topic that it imports from, within the same layer. */
function isDownwards(path: string, target: string): boolean {
  const layer = divided.find((layer) => path.startsWith(`${layer}/`));
  if (!layer || !target.startsWith(`${layer}/`)) return true;
  const [from, to] = [topicOf(path, layer), topicOf(target, layer)];
  return to === null || to === from || from !== null && topics[from]!.includes(to);
}

/** `domain/chats/chat.ts` → `chats`; `null` for files without a topic. */
function topicOf(path: string, layer: string): string | null {
  const room = path.slice(layer.length + 1).split("/")[0]!;
  return room in topics ? room : null;
}

function checkCode(path: string, code: string): string[] {
  const layer = layerOf(path);
  const problems = [];
  if (portable.includes(layer) && /\b(Deno|process|Buffer)\.\w/.test(code)) {
    problems.push("uses more than Web-standard APIs");
  }
  if (layer === "domain" && impure.test(code)) problems.push(`uses ${impure.exec(code)![1]}`);
  if (!path.startsWith("infra/db/") && (sql.test(code) || queries.test(code))) {
    problems.push("holds SQL");
  }
  if (!migrating.includes(path) && /\bsql\.(raw|lit)\(/.test(code)) {
    problems.push("makes SQL of a string");
  }
  if (/^export\s+(type\s+)?[*{][^;]*?\sfrom\s*["']/m.test(code)) {
    problems.push("passes on another file's exports");
  }
  return problems;
}

/** `domain/chats/chat.ts` → `domain`; files of the top level are their own layer. */
function layerOf(path: string): string {
  return path.split("/")[0]!;
}

function isFile(specifier: string): boolean {
  return /^\.{0,2}\//.test(specifier);
}

/** Path of an imported file in the project. */
function targetOf(path: string, specifier: string): string {
  return new URL(specifier, `file:///${path}`).pathname.slice(1);
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
