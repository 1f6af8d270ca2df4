import { sql } from "kysely";
import { openDatabase } from "../../../../../infra/db/connection/open_database.ts";

// Stores numbers in every way there is, each as two rows, and prints those that were acknowledged,
// until it is killed. With a second and third argument it cuts the power itself: it makes a file of
// that name after that many acknowledgements, and kills itself.

const [url = "", cut, last = "Infinity"] = Deno.args;
const database = await openDatabase(url);
// Copies the log into the file often, which is when a mistake could lose something.
await sql`pragma wal_autocheckpoint = 20`.execute(database.db);

let next = 0;
let acknowledged = 0;

await Promise.all(Array.from({ length: 16 }, async () => {
  for (;;) {
    const number = next++;
    await (number % 5 === 0 ? storeInteractively(number) : store(number));
    Deno.stdout.writeSync(new TextEncoder().encode(`${number}\n`));
    if (++acknowledged < Number(last)) continue;
    Deno.writeTextFileSync(cut!, "");
    Deno.kill(Deno.pid, "SIGKILL");
  }
}));

async function store(number: number): Promise<void> {
  await database.batch(["a", "b"].map((half) => ({
    sql: "insert into instances (id, beat_at) values (?, ?)",
    values: [`${number}${half}`, number],
  })));
}

async function storeInteractively(number: number): Promise<void> {
  await database.transaction(async (tx) => {
    for (const half of ["a", "b"]) {
      await tx.insertInto("instances").values({ id: `${number}${half}`, beat_at: number })
        .execute();
    }
  });
}
