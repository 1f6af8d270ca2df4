import { killRounds } from "../faults/kill_rounds.ts";
import { startParleySite } from "../support/parley_site.ts";
import { Reciter } from "../support/reciter.ts";
import { seededRandom } from "../support/seeded_random.ts";
import { soakDatabase, type SoakDatabaseKind } from "./soak_database.ts";

/** Kills that follow each other before the program is given the time to recover. */
const IN_ROW = 5;

/**
 * Kills the real program many times while visitors chat, and checks that nothing acknowledged is
 * lost. `SOAK_SEED` repeats a run's decisions, as far as timing allows.
 *
 * @param options `log` gets the seed, and the figures so far after every few kills.
 * @throws {Error} that says what was lost, doubled or left over.
 */
export async function soakKills(
  { kills, database: kind, log }: {
    kills: number;
    database: SoakDatabaseKind;
    log: (line: string) => void;
  },
): Promise<void> {
  const seed = Number(Deno.env.get("SOAK_SEED") || Date.now() % 2 ** 32);
  log(`${kind}: ${kills} kills with SOAK_SEED=${seed}`);
  const reciter = new Reciter({ delay: 25 });
  const database = await soakDatabase(kind);
  await using site = await startParleySite(database, { reply: reciter.script });
  await database.close();
  await killRounds(site, {
    ...{ reciter, kills, inRow: IN_ROW, visitors: 6, random: seededRandom(seed) },
    log: (figures) => log(`${kind}: ${figures}`),
  });
}
