import { type Kysely, sql } from "kysely";
import { openDatabase } from "../../../infra/db/connection/open_database.ts";
import type { Schema } from "../../../infra/db/connection/schema.ts";
import { lacksTestServer, startTestServer } from "../../support/databases/mariadb.ts";
import type { Target } from "../load/ask.ts";
import type { Bench } from "../bench.ts";
import { startBenchParley } from "../processes/processes.ts";
import { questions } from "../load/questions.ts";
import { signUpSeveral } from "../load/sign_up.ts";
import { figure, printTable, type Row } from "../table.ts";

const RUNNING = [0, 100, 1_000];
const SECONDS = 10;

/** Milliseconds between an answer's tokens, short enough that every write has new text. */
const INTERVAL = 400;

/** Kinds of statements, as the server counts them. */
const KINDS = ["select", "insert", "update", "delete", "commit"];

/** How many statements the server has been sent, in all and by kind. */
type Counts = ReadonlyMap<string, number>;

/** Measures the statements of running answers, on a MySQL-compatible server, which counts them. */
export async function measureStatements(bench: Bench): Promise<void> {
  if (lacksTestServer()) return console.log("\nStatements are counted where MariaDB is installed");
  await using server = await startTestServer();
  const admin = await openDatabase(server.url.href, { connections: 1 });
  await using stack = new AsyncDisposableStack();
  stack.defer(() => admin.close());
  await sql`create database parley_bench`.execute(admin.db);
  stack.defer(async () => void await sql`drop database parley_bench`.execute(admin.db));
  const env = { DATABASE_URL: new URL("/parley_bench", server.url).href };
  const options = { data: `${bench.data}/statements`, upstream: bench.upstream, env };
  await using parley = await startBenchParley(options);
  const cookies = (await signUpSeveral(parley.origin)).map(({ cookie }) => cookie);
  const target: Target = { kind: "page", origin: parley.origin, cookies };
  const rows: Row[] = [];
  for (const streams of RUNNING) {
    const question = questions.paced(INTERVAL);
    await bench.load.run("open", { target, question, streams });
    rows.push({ name: `${streams} running answers`, cells: await statementRates(admin.db) });
    await bench.finishAnswers();
  }
  const title = `Statements per second of one process, over ${SECONDS} s`;
  printTable({ title, columns: ["all", ...KINDS], rows });
}

async function statementRates(db: Kysely<Schema>): Promise<string[]> {
  const before = await countStatements(db);
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  const after = await countStatements(db);
  // Reading the counters is a statement as well.
  const rateOf = (name: string, own = 0) => (after.get(name)! - before.get(name)! - own) / SECONDS;
  return [rateOf("Questions", 1), ...KINDS.map((kind) => rateOf(`Com_${kind}`))]
    .map((rate) => figure(rate));
}

async function countStatements(db: Kysely<Schema>): Promise<Counts> {
  const { rows } = await sql<{ Variable_name: string; Value: string }>`
    show global status where Variable_name = 'Questions' or Variable_name like 'Com\\_%'
  `.execute(db);
  return new Map(rows.map((row) => [row.Variable_name, Number(row.Value)]));
}
