import { createDatabase, lacksMariadb, startMariadb } from "../../support/databases/mariadb.ts";
import type { Bench } from "../bench.ts";
import type { Target } from "../load/ask.ts";
import { questions } from "../load/questions.ts";
import { startBenchParley } from "../processes/processes.ts";
import { cpuSeconds } from "../processes/process_usage.ts";
import { type Figures, inRounds } from "../rounds.ts";
import { completionsSubject, RELAY } from "../subjects.ts";

const CONCURRENCY = 16;
const SECONDS = 1;

/** MariaDB's defaults, instead of the tests' options: a commit is on the disk. */
const DURABLE = [
  "--innodb-flush-log-at-trx-commit=1",
  "--innodb-flush-method=fsync",
  "--skip-debug-no-sync",
];

const ONE = "one process on MySQL";
const TWO = "two processes on MySQL";

type Processes = {
  readonly name: string;
  readonly target: Target;
  readonly pids: readonly number[];
};

/** Measures short chats on MariaDB, by one process and by two, on the cores that all share. */
export async function measureMysqlChats(bench: Bench): Promise<void> {
  if (lacksMariadb()) {
    return console.log("\nChats on MySQL are measured where MariaDB is installed");
  }
  const { upstream, relay } = bench;
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startMariadb(DURABLE));
  const subjects: Processes[] = [{ ...completionsSubject(RELAY, relay), pids: [relay.pid] }];
  for (const { tree } of bench.parleys) {
    const env = { DATABASE_URL: (await createDatabase(server.url)).href };
    const data = await bench.makeFolder();
    const start = async () =>
      stack.use(await startBenchParley({ data, upstream, env, root: tree.root }));
    const processes = [await start(), await start()];
    for (const [name, count] of [[ONE, 1], [TWO, 2]] as const) {
      const used = processes.slice(0, count);
      const target = { kind: "api", origins: used.map(({ origin }) => origin) } as const;
      subjects.push({ name: tree.label(name), target, pids: used.map(({ pid }) => pid) });
    }
  }
  bench.report.add({
    title: `Short chats per second on MariaDB, ${CONCURRENCY} at a time; CPU without MariaDB's`,
    columns: ["chats/s", "CPU ms each"],
    rounds: await inRounds(bench, subjects, (subject) => shortChats(bench, subject)),
    digits: 2,
    goals: [
      { name: "chats/s on MySQL, JSON", subject: ONE, base: RELAY, atLeast: 0.25 },
      { name: "chats/s of two processes on one MySQL", subject: TWO, base: ONE, atLeast: 1.7 },
    ],
  });
}

async function shortChats({ load }: Bench, { target, pids }: Processes): Promise<Figures> {
  const before = await cpuOf(pids);
  const repeated = { concurrency: CONCURRENCY, seconds: SECONDS };
  const question = questions.short;
  const { count, perSecond } = await load.run("answerRate", { target, question, ...repeated });
  return [perSecond, (await cpuOf(pids) - before) * 1000 / count];
}

async function cpuOf(pids: readonly number[]): Promise<number> {
  return (await Promise.all(pids.map(cpuSeconds))).reduce((a, b) => a + b);
}
