import { createSearchUseCases } from "../../../domain/search/search.ts";
import type { Database } from "../../../infra/db/connection/database.ts";
import { enterQueued } from "../../../infra/db/search/search_indexer.ts";
import { queueAllForSearch } from "../../../infra/db/search/search_queue.ts";
import { SqlSearchGateway } from "../../../infra/db/search/gateway.ts";
import { SqlTurnGateway } from "../../../infra/db/answers/turn_gateway.ts";
import { answeredTurn, ended, firstTurn, nextTurn } from "../../contracts/sample_turns.ts";
import { mysqlDatabase, sqliteDatabase } from "../../support/databases/databases.ts";
import { lacksTestServer, startTestServer } from "../../support/databases/mariadb.ts";
import { SeededWords } from "../seeded_words.ts";
import { quantile } from "../quantile.ts";
import { figure, printTable, type Row } from "../table.ts";

const MESSAGES = 100_000;
const PER_CHAT = 400;
const RUNS = 15;

/** The words to search for, by how common they are. */
const queries = {
  "a word in most messages": "w1",
  "two of them": "w1 w2",
  "a beginning of two letters": "w1",
  "a word in one of 200": "w900",
  "a rare one and a common one": "w9000 w1",
  "one message": "needle",
  "what is nowhere": "absent",
  "signs that are nowhere": "=>",
};

/** Measures searches in 100,000 messages of one user, and the cost of indexing a turn. */
export async function measureSearch(): Promise<void> {
  const databases: { name: string; database: Database & AsyncDisposable }[] = [];
  await using stack = new AsyncDisposableStack();
  databases.push({ name: "SQLite", database: stack.use(await sqliteDatabase()) });
  if (!lacksTestServer()) {
    const server = stack.use(await startTestServer());
    databases.push({ name: "MySQL", database: stack.use(await mysqlDatabase(server.url)) });
  }
  const columns: number[][] = [];
  for (const { database } of databases) {
    await fill(database);
    columns.push(await searchTimes(database));
  }
  const rows: Row[] = [...Object.keys(queries), "a turn's storage"].map((name, i) => ({
    name,
    cells: columns.map((times) => figure(times[i]!, 2)),
  }));
  const title = `Searching ${MESSAGES} messages of one user, ms, median of ${RUNS}`;
  printTable({ title, columns: databases.map(({ name }) => name), rows });
}

async function searchTimes(database: Database): Promise<number[]> {
  const search = createSearchUseCases({ search: new SqlSearchGateway(database) });
  const times = [];
  for (const query of Object.values(queries)) {
    times.push(await median(() => search.searchChats({ userId: "user", query, limit: 30 })));
  }
  const turns = new SqlTurnGateway(database);
  const words = new SeededWords(2);
  times.push(
    await median(async () => {
      const turn = firstTurn({ content: words.text(12) });
      await turns.begin(turn);
      await turns.finish(ended(turn, { content: words.text(150) }));
    }),
  );
  return times;
}

async function median(work: () => Promise<unknown>): Promise<number> {
  const times = [];
  for (let i = -3; i < RUNS; i++) {
    const start = performance.now();
    await work();
    if (i >= 0) times.push(performance.now() - start);
  }
  return quantile(times, 0.5);
}

/** Stores chats of questions and longer answers, with words as common as a language's. */
async function fill(database: Database): Promise<void> {
  const turns = new SqlTurnGateway(database);
  const words = new SeededWords(1);
  const { chat, question } = await answeredTurn(turns, { content: "needle" });
  const [template] = await database.db.selectFrom("messages").selectAll()
    .where("id", "=", question.id).execute();
  const chatRow = await database.db.selectFrom("chats").selectAll()
    .where("id", "=", chat.id).executeTakeFirstOrThrow();
  for (let done = 0; done < MESSAGES; done += PER_CHAT) {
    const next = nextTurn(chat).question;
    const chatId = next.id;
    const rows = Array.from({ length: PER_CHAT }, (_, i) => ({
      ...template!,
      id: nextTurn(chat).question.id,
      chat_id: chatId,
      content: words.text(i % 2 ? 150 : 12),
    }));
    await database.transaction(async (tx) => {
      await tx.insertInto("chats").values({ ...chatRow, id: chatId }).execute();
      await tx.insertInto("messages").values(rows).execute();
      await queueAllForSearch(tx, rows.map(({ id }) => ({ chatId, messageId: id })));
    });
    while (await enterQueued(database, "bench") > 0);
  }
}

if (import.meta.main) {
  await measureSearch();
}
