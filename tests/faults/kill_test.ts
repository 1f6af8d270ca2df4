import assert from "node:assert/strict";
import { databases } from "../support/databases/databases.ts";
import { startParleySite } from "../support/browser/parley_site.ts";
import { Reciter } from "../support/upstream/reciter.ts";
import { seededRandom } from "../support/suite/seeded_random.ts";
import { killRounds } from "./kill_rounds.ts";

/** `deno task soak` kills more often. */
const KILLS = 3;

for (const { name, ignore, open } of databases()) {
  Deno.test({
    name: `${name}: a killed program has stored everything acknowledged, and recovers`,
    ignore,
    async fn() {
      const seed = Number(Deno.env.get("SOAK_SEED") ?? Date.now() % 2 ** 32);
      const random = seededRandom(seed);
      const reciter = new Reciter({ delay: 25 });
      const database = await open();
      await using site = await startParleySite(database, { reply: reciter.script });
      await database.close();
      const log: string[] = [];
      const options = { reciter, kills: KILLS, inRow: KILLS, visitors: 4, processes: 1, random };
      const figures = await killRounds(site, { ...options, log: (line) => void log.push(line) })
        .catch((cause) => {
          throw new Error(`Failed with SOAK_SEED=${seed}`, { cause });
        });
      assert.equal(figures.kills, KILLS);
      assert.ok(figures.acknowledged > KILLS, "visitors chatted");
    },
  });
}
