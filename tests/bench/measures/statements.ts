import { type Kysely, sql } from "kysely";
import { openDatabase } from "../../../infra/db/connection/open_database.ts";
import type { Schema } from "../../../infra/db/connection/schema.ts";
import { type FaultProxy, startFaultProxy } from "../../support/databases/fault_proxy.ts";
import { createDatabase, lacksMariadb, startMariadb } from "../../support/databases/mariadb.ts";
import type { Bench } from "../bench.ts";
import { SERVICE_TOKEN } from "../load/ask_grpc.ts";
import { questions } from "../load/questions.ts";
import { type BenchParley, startBenchParley } from "../processes/processes.ts";
import type { Figures } from "../rounds.ts";

const RUNNING = [0, 100, 1_000];
const SECONDS = 5;
const TURNS = 50;

/** How long a process may take to enter questions into search, in seconds. */
const SETTLING = 3;

/** Milliseconds between an answer's tokens, short enough that every write has new text. */
const INTERVAL = 400;

/** What the server counts: all statements, and some kinds of them. */
const COUNTED = ["Questions", "Com_select", "Com_insert", "Com_update", "Com_delete", "Com_commit"];

const columns = ["trips", ...COUNTED.map((name) => name.replace("Com_", "").toLowerCase())];

const NEW_CHAT = "a new chat";
const NEXT = "the next question";

/**
 * Measures the statements that a process sends to MariaDB, which counts them, and their round
 * trips: for each turn, and per second for running answers.
 */
export async function measureStatements(bench: Bench): Promise<void> {
  if (lacksMariadb()) return console.log("\nStatements are counted where MariaDB is installed");
  await using server = await startMariadb();
  await using proxy = startFaultProxy(Number(server.url.port));
  const admin = await openDatabase(server.url.href, { connections: 1 });
  await using _closing = { [Symbol.asyncDispose]: () => admin.close() };
  const turns = new Map<string, Figures[]>();
  const running = new Map<string, Figures[]>();
  for (const { tree } of bench.parleys) {
    const database = await createDatabase(server.url);
    database.port = String(proxy.port);
    const env = { DATABASE_URL: database.href };
    const options = { data: await bench.makeFolder(), upstream: bench.upstream, env };
    await using parley = await startBenchParley({ ...options, root: tree.root });
    for (const [name, figures] of await turnStatements({ db: admin.db, proxy }, parley)) {
      turns.set(tree.label(name), [figures]);
    }
    for (
      const [name, figures] of await runningStatements({ db: admin.db, proxy }, { bench, parley })
    ) {
      running.set(tree.label(name), [figures]);
    }
  }
  const goals = [NEW_CHAT, NEXT].map((subject) => ({
    name: `MySQL round trips of ${subject}`,
    subject,
    atMost: 7,
  }));
  bench.report.add({ title: "Statements of a turn, JSON", columns, rounds: turns, goals });
  bench.report.add({ title: "Statements per second of a process", columns, rounds: running });
}

/** What counts statements, and what counts round trips. */
type Counters = { readonly db: Kysely<Schema>; readonly proxy: FaultProxy };

async function turnStatements(
  counters: Counters,
  { origin }: BenchParley,
): Promise<[name: string, figures: Figures][]> {
  const ask = async (path: string) => {
    const response = await fetch(`${origin}${path}`, {
      method: "POST",
      headers: {
        "Authorization": `Bearer ${SERVICE_TOKEN}`,
        "Content-Type": "application/json",
        "X-Parley-User": "statements",
      },
      body: JSON.stringify({ message: questions.short }),
    });
    await response.body?.cancel();
    return response.headers.get("Location")!;
  };
  const chats = "/api/v1/chats";
  const messages = `${await ask(chats)}/messages`;
  const repeat = async (path: string) => {
    for (let i = 0; i < TURNS; i++) await ask(path);
  };
  return [
    [NEW_CHAT, await countedDuring(counters, () => repeat(chats), TURNS)],
    [NEXT, await countedDuring(counters, () => repeat(messages), TURNS)],
  ];
}

async function runningStatements(
  counters: Counters,
  { bench, parley }: { readonly bench: Bench; readonly parley: BenchParley },
): Promise<[name: string, figures: Figures][]> {
  const { load, finishAnswers } = bench;
  const target = { kind: "api", origins: [parley.origin] } as const;
  const wait = (seconds: number) =>
    new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000));
  const rows: [string, Figures][] = [];
  for (const streams of RUNNING) {
    await load.run("open", { target, question: questions.paced(INTERVAL), streams });
    await wait(SETTLING);
    rows.push([
      `${streams} running answers`,
      await countedDuring(counters, () => wait(SECONDS), SECONDS),
    ]);
    await finishAnswers();
  }
  return rows;
}

/** Counts the statements during some work, divided by `per`. */
async function countedDuring(
  { db, proxy }: Counters,
  work: () => Promise<void>,
  per: number,
): Promise<Figures> {
  const [before, trips] = [await readCounts(db), proxy.trips];
  await work();
  const after = await readCounts(db);
  const counts = COUNTED.map((name) => after.get(name)! - before.get(name)!);
  return [proxy.trips - trips, ...counts].map((count) => count / per);
}

async function readCounts(db: Kysely<Schema>): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ Variable_name: string; Value: string }>`
    show global status where Variable_name = 'Questions' or Variable_name like 'Com\\_%'
  `.execute(db);
  return new Map(rows.map((row) => [row.Variable_name, Number(row.Value)]));
}
