import type { Kysely, Transaction } from "kysely";
import { isConnectionLost } from "./database_error.ts";
import type { Schema } from "./schema.ts";

type Work<T> = (tx: Transaction<Schema>) => Promise<T>;

/** Runs `work` in one transaction, which is repeated as {@link repeatIfLost} says. */
export async function runTransaction<T>(db: Kysely<Schema>, work: Work<T>): Promise<T> {
  return await repeatIfLost((committing) =>
    attempt(db, async (tx) => {
      const done = await work(tx);
      committing();
      return done;
    })
  );
}

/**
 * Runs a transaction, and once more when the connection broke before the commit, because the server
 * rolls back then. If it broke during the commit, only the data shows whether that succeeded; the
 * caller gets the error and must check.
 *
 * @param transact Calls `committing` before it asks for the commit.
 */
export async function repeatIfLost<T>(
  transact: (committing: () => void) => Promise<T>,
): Promise<T> {
  let isInDoubt = false;
  try {
    return await transact(() => isInDoubt = true);
  } catch (error) {
    if (isInDoubt || !isConnectionLost(error)) throw error;
    return await transact(() => {});
  }
}

/** The error of `work` counts: if the rollback after it fails, too, that says nothing new. */
async function attempt<T>(db: Kysely<Schema>, work: Work<T>): Promise<T> {
  let failure: { readonly error: unknown } | undefined;
  try {
    return await db.transaction().execute(async (tx) => {
      try {
        return await work(tx);
      } catch (error) {
        failure = { error };
        throw error;
      }
    });
  } catch (error) {
    throw failure ? failure.error : error;
  }
}
