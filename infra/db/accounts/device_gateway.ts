import { randomBytes } from "node:crypto";
import type { Transaction } from "kysely";
import type { Clock } from "../../../domain/clock.ts";
import type { Device, DeviceGateway } from "../../../domain/accounts/device_gateway.ts";
import type { Database } from "../connection/database.ts";
import { forAccount } from "./for_account.ts";
import type { Schema } from "../connection/schema.ts";
import { upsert } from "../connection/upsert.ts";
import { sha256 } from "../../hashes/sha256.ts";

/** The longest time that browsers keep a cookie (RFC 6265bis, 5.5). */
const KEPT_MS = 400 * 86_400_000;

/** Browsers remembered per account: those used last. */
const MAX_DEVICES = 20;

const SECRET_BYTES = 32;

/** {@link DeviceGateway} in SQL. A browser's id is the SHA-256 of its secret. */
export class SqlDeviceGateway implements DeviceGateway {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  async find(secret: string, email: string): Promise<string | null> {
    const row = await this.#database.run((db) =>
      db.selectFrom("devices").innerJoin("users", "users.id", "devices.user_id")
        .select("devices.id").where("devices.id", "=", sha256(secret))
        .where("users.email", "=", email).where("devices.seen_at", ">", this.#oldest())
        .executeTakeFirst()
    );
    return row?.id ?? null;
  }

  async remember(userId: string, secret?: string): Promise<Device> {
    const now = this.#clock.now().getTime();
    return await forAccount(this.#database.transaction(async (tx) => {
      const kept = secret !== undefined && await this.#isKnown(tx, secret)
        ? secret
        : randomBytes(SECRET_BYTES).toString("base64url");
      const row = { id: sha256(kept), user_id: userId, seen_at: now };
      await upsert(tx.insertInto("devices").values(row), this.#database.dialect, {
        keys: ["id", "user_id"],
        set: () => ({ seen_at: now }),
      }).execute();
      await forgetOldest(tx, userId);
      await tx.deleteFrom("devices").where("seen_at", "<=", this.#oldest()).execute();
      return { secret: kept, expiresAt: new Date(now + KEPT_MS) };
    }));
  }

  async #isKnown(tx: Transaction<Schema>, secret: string): Promise<boolean> {
    const row = await tx.selectFrom("devices").select("id").where("id", "=", sha256(secret))
      .where("seen_at", ">", this.#oldest()).limit(1).executeTakeFirst();
    return row !== undefined;
  }

  #oldest(): number {
    return this.#clock.now().getTime() - KEPT_MS;
  }
}

async function forgetOldest(tx: Transaction<Schema>, userId: string): Promise<void> {
  const rows = await tx.selectFrom("devices").select("id").where("user_id", "=", userId)
    .orderBy("seen_at", "desc").orderBy("id").execute();
  const ids = rows.slice(MAX_DEVICES).map(({ id }) => id);
  if (ids.length === 0) return;
  await tx.deleteFrom("devices").where("user_id", "=", userId).where("id", "in", ids).execute();
}
