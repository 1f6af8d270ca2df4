import type { StorageGateway } from "../../../domain/accounts/storage_gateway.ts";
import type { Database } from "../connection/database.ts";
import { findStored } from "./stored_bytes.ts";

/** {@link StorageGateway} in SQL. */
export class SqlStorageGateway implements StorageGateway {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async storedBytes(userId: string): Promise<number> {
    return await this.#database.run((db) => findStored(db, userId)) ?? 0;
  }
}
