import type { StorageGateway } from "./storage_gateway.ts";

/** How much a user has stored. */
export type StorageUse = {
  readonly storedBytes: number;
  /**
   * The user's limit; `null` for none. An answer that began below the limit is stored even beyond
   * it.
   */
  readonly limitBytes: number | null;
};

/** The use case that tells how much a user has stored. */
export interface StorageUseCases {
  /** The storage that the user has used, and its limit. */
  getStorage(userId: string): Promise<StorageUse>;
}

/** The limit on a user's storage. */
export type StorageLimit = {
  /** Most bytes a user may have stored, including what a call would add; `null` for no limit. */
  readonly storage: number | null;
};

type StorageDeps = {
  readonly storage: StorageGateway;
  readonly limits: StorageLimit;
};

/** Binds the use case that tells how much a user has stored. */
export function createStorageUseCases({ storage, limits }: StorageDeps): StorageUseCases {
  return {
    async getStorage(userId) {
      return { storedBytes: await storage.storedBytes(userId), limitBytes: limits.storage };
    },
  };
}
