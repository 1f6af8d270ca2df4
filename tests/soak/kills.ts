import { killRounds } from "../faults/kill_rounds.ts";
import { startParleySite } from "../support/browser/parley_site.ts";
import { Reciter } from "../support/upstream/reciter.ts";
import { type Random, seededRandom } from "../support/suite/seeded_random.ts";
import { soakDatabase, type SoakDatabaseKind } from "./soak_database.ts";

/** Kills in a row before the program gets time to recover. */
const IN_ROW = 5;

/** How often to kill the program, and on which database. */
export type SoakKillsOptions = {
  readonly kills: number;
  readonly database: SoakDatabaseKind;
  /** Called with the seed at first, then with the figures so far after every few kills. */
  readonly log: (line: string) => void;
};

/**
 * Kills the real program many times while visitors chat, and checks that nothing acknowledged is
 * lost. Half of the time it kills the only process, else one of two, and the other must continue.
 * `SOAK_SEED` repeats a run's random choices, though timing may differ.
 *
 * @throws {Error} saying what was lost, doubled or left over.
 */
export async function soakKills({ kills, database, log }: SoakKillsOptions): Promise<void> {
  const seed = Number(Deno.env.get("SOAK_SEED") || Date.now() % 2 ** 32);
  log(`${database}: ${kills} kills with SOAK_SEED=${seed}`);
  const random = seededRandom(seed);
  const alone = Math.ceil(kills / 2);
  await killOn(database, { kills: alone, processes: 1, random, log });
  if (kills > alone) await killOn(database, { kills: kills - alone, processes: 2, random, log });
}

async function killOn(
  kind: SoakDatabaseKind,
  { log, ...options }: {
    readonly kills: number;
    readonly processes: number;
    readonly random: Random;
    readonly log: (line: string) => void;
  },
): Promise<void> {
  const reciter = new Reciter({ delay: 25 });
  const database = await soakDatabase(kind);
  await using site = await startParleySite(database, { reply: reciter.script });
  await database.close();
  await killRounds(site, {
    ...options,
    reciter,
    inRow: IN_ROW,
    visitors: 6,
    log: (figures) => log(`${kind}, ${options.processes} process(es): ${figures}`),
  });
}
