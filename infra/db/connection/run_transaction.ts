import type { Kysely, Transaction } from "kysely";
import { isConnectionLost } from "./database_error.ts";
import type { Schema } from "./schema.ts";

type Work<T> = (tx: Transaction<Schema>) => Promise<T>;

/**
 * Runs `work` in one transaction; once more when the connection broke before the commit, because the
 * server rolls back then. Where it broke at the commit itself, only a look at the data tells whether
 * that was done, which is for the caller.
 */
export async function runTransaction<T>(db: Kysely<Schema>, work: Work<T>): Promise<T> {
  const first = await attempt(db, work);
  if ("result" in first) return first.result;
  if (first.isInDoubt || !isConnectionLost(first.error)) throw first.error;
  const second = await attempt(db, work);
  if ("result" in second) return second.result;
  throw second.error;
}

type Outcome<T> = { readonly result: T } | { readonly error: unknown; readonly isInDoubt: boolean };

/** Of two errors the first counts: that of the rollback after it says nothing new. */
async function attempt<T>(db: Kysely<Schema>, work: Work<T>): Promise<Outcome<T>> {
  let isInDoubt = false;
  let failure: { readonly error: unknown } | undefined;
  try {
    const result = await db.transaction().execute(async (tx) => {
      try {
        const done = await work(tx);
        isInDoubt = true;
        return done;
      } catch (error) {
        failure = { error };
        throw error;
      }
    });
    return { result };
  } catch (error) {
    return { error: failure ? failure.error : error, isInDoubt };
  }
}
