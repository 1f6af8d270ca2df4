import type { Kysely } from "kysely";
import type { Right, RightGateway } from "../../../domain/accounts/right_gateway.ts";
import { batches } from "../connection/batches.ts";
import type { Database } from "../connection/database.ts";
import type { Schema } from "../connection/schema.ts";
import { hasOwner } from "./api_token_gateway.ts";
import { MAX_AGE_MS } from "./session_rows.ts";

/** {@link RightGateway} in SQL. */
export class SqlRightGateway implements RightGateway {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async findEnded(rights: readonly Right[], now: Date): Promise<Right[]> {
    const ended: Right[] = [];
    for (const [kind, some] of Map.groupBy(rights, (right) => right.kind)) {
      for (const batch of batches(some)) {
        const ids = batch.map(({ id }) => id);
        const lasting = new Set(
          await this.#database.run((db) => lastingIds[kind](db, ids, now.getTime())),
        );
        ended.push(...batch.filter(({ id }) => !lasting.has(id)));
      }
    }
    return ended;
  }
}

/** Reads which of these ids belong to rights that have not ended. */
type LastingIds = (db: Kysely<Schema>, ids: readonly string[], now: number) => Promise<string[]>;

const lastingIds: Readonly<Record<Right["kind"], LastingIds>> = {
  async session(db, ids, now) {
    const rows = await db.selectFrom("sessions")
      .innerJoin("users", "users.id", "sessions.user_id").select("sessions.id")
      .where("sessions.id", "in", ids).where("expires_at", ">", now)
      .where("sessions.created_at", ">", now - MAX_AGE_MS).execute();
    return rows.map(({ id }) => id);
  },
  async apiToken(db, ids, now) {
    const rows = await db.selectFrom("api_tokens").select("id")
      .where("id", "in", ids).where(hasOwner)
      .where((eb) => eb.or([eb("expires_at", "is", null), eb("expires_at", ">", now)])).execute();
    return rows.map(({ id }) => id);
  },
  /** A user of a service may have no account, so only an erasure ends this right. */
  async account(db, ids) {
    const rows = await db.selectFrom("erasures").select("user_id")
      .where("user_id", "in", ids).execute();
    const erased = new Set(rows.map(({ user_id }) => user_id));
    return ids.filter((id) => !erased.has(id));
  },
};
