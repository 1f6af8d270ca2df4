import type { Kysely, Transaction } from "kysely";
import { isConnectionLost } from "./database_error.ts";
import type { Schema } from "./schema.ts";

type Work<T> = (tx: Transaction<Schema>) => Promise<T>;

/**
 * Runs `work` in one transaction, and once more when the connection broke before the commit,
 * because the server rolls back then. If it broke during the commit, only the data shows whether
 * that succeeded; the caller gets the error and must check.
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

/** The error of `work` counts: if the rollback after it fails, too, that says nothing new. */
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
