import { createDatabase, lacksMariadb, startMariadb } from "../../support/databases/mariadb.ts";
import type { Bench } from "../bench.ts";
import { signUpSeveral, type Visitor } from "../load/sign_up.ts";
import { manyStoredChats } from "../load/stored_chats.ts";
import { cpuSeconds } from "../processes/process_usage.ts";
import { startBenchParley } from "../processes/processes.ts";
import { type Figures, inRounds } from "../rounds.ts";
import type { Tree } from "../trees.ts";

const COUNTS = [100, 100_000] as const;
const CONCURRENCY = 4;
const SECONDS = 1;

const question = { content: "What would you say of this?", tokens: 7 };
const answer = { content: "There is a lot to be said about it, and most has been.", tokens: 13 };

/** A page of the user who has so many chats. */
type Page = {
  readonly name: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly pid: number;
};

/** Measures pages of a user with 100,000 chats beside those of a user with 100. */
export async function measureManyChats(bench: Bench): Promise<void> {
  await measureOn(bench, "SQLite", (folder) => Promise.resolve(`sqlite:${folder}/parley.db`));
  if (lacksMariadb()) return;
  await using server = await startMariadb();
  await measureOn(bench, "MySQL", async () => (await createDatabase(server.url)).href);
}

async function measureOn(
  bench: Bench,
  kind: string,
  databaseIn: (folder: string) => Promise<string>,
): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const pages: Page[] = [];
  for (const { tree } of bench.parleys) {
    const data = await bench.makeFolder();
    const database = await databaseIn(data);
    const options = { data, upstream: bench.upstream, root: tree.root };
    const env = { DATABASE_URL: database };
    const parley = stack.use(await startBenchParley({ ...options, env }));
    const visitors = await signUpSeveral(parley.origin);
    for (const [i, count] of COUNTS.entries()) {
      pages.push(...await pagesOf({ tree, database, visitor: visitors[i]!, count, ...parley }));
    }
  }
  for (const what of ["list", "search", "rare search", "chat"]) {
    const [few, many] = COUNTS.map((count) => nameOf(what, count)) as [string, string];
    const compared = pages.filter(({ name }) => name.startsWith(`${what} `));
    bench.report.add({
      title: `${what} of many chats, ${kind}`,
      columns: ["CPU ms each", "ms each"],
      rounds: await inRounds(bench, compared, (page) => pageCost(bench, page)),
      base: few,
      digits: 2,
      goals: [{
        name: `${what}, 100,000 chats, ${kind}`,
        subject: many,
        // Parley's own CPU time has nothing of MySQL's.
        column: kind === "MySQL" ? 1 : 0,
        base: few,
        atMost: 1.2,
      }],
    });
  }
}

type Owner = {
  readonly tree: Tree;
  readonly database: string;
  readonly visitor: Visitor;
  readonly count: number;
  readonly origin: string;
  readonly pid: number;
};

async function pagesOf({ tree, database, visitor, count, origin, pid }: Owner): Promise<Page[]> {
  const { storeManyChats } = await manyStoredChats(tree);
  // Each title has one word, and one title another.
  const titleOf = (n: number) => `A chat of the bench${n === count / 2 ? " about gardens" : ""}`;
  const stored = { email: visitor.email, messages: 2, question, answer, count, titleOf };
  const last = await storeManyChats(database, stored);
  const headers = { Cookie: visitor.cookie };
  const paths = {
    "list": "/chats",
    "search": "/chats?q=bench",
    "rare search": "/chats?q=gardens",
    "chat": `/chats/${last}`,
  };
  return Object.entries(paths).map(([what, path]) => ({
    name: tree.label(nameOf(what, count)),
    url: `${origin}${path}`,
    headers,
    pid,
  }));
}

function nameOf(what: string, count: number): string {
  return `${what} of a user with ${count} chats`;
}

async function pageCost({ load }: Bench, { url, headers, pid }: Page): Promise<Figures> {
  const before = await cpuSeconds(pid);
  const repeated = { concurrency: CONCURRENCY, seconds: SECONDS };
  const { count, perSecond } = await load.run("pageRate", { url, headers, ...repeated });
  return [(await cpuSeconds(pid) - before) * 1000 / count, CONCURRENCY * 1000 / perSecond];
}
