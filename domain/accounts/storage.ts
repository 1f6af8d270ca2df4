import type { StorageGateway } from "./storage_gateway.ts";

/** How much a user has stored. */
export type StorageUse = {
  readonly storedBytes: number;
  /** How much that may be; `null` for any. An answer that was begun before is stored all the same. */
  readonly limitBytes: number | null;
};

/** The use case that tells how much is stored. */
export interface StorageUseCases {
  /** The storage that the user has used, and its limit. */
  getStorage(userId: string): Promise<StorageUse>;
}

/** How much a user may have stored. */
export type StorageLimit = {
  /** Bytes that a user may have stored, with what a call would add; `null` for any number. */
  readonly storage: number | null;
};

type StorageDeps = {
  readonly storage: StorageGateway;
  readonly limits: StorageLimit;
};

/** Binds the use case that tells how much is stored. */
export function createStorageUseCases({ storage, limits }: StorageDeps): StorageUseCases {
  return {
    async getStorage(userId) {
      return { storedBytes: await storage.storedBytes(userId), limitBytes: limits.storage };
    },
  };
}
