import type { StorageUse } from "../../domain/accounts/storage.ts";
import type { Texts } from "../texts/texts.ts";
import { AccountSection } from "./section.tsx";

/** Props of the section on storage. */
export type AccountStorageProps = { readonly t: Texts; readonly storage: StorageUse };

/** The section of the account page on the user's storage and its limit. */
export function AccountStorage({ t, storage }: AccountStorageProps) {
  const { account, format } = t;
  const { storedBytes, limitBytes } = storage;
  const stored = format.bytes(storedBytes);
  if (limitBytes === null) {
    return (
      <AccountSection t={t} id="storage" title={account.storage}>
        <p>{account.stored(stored)}</p>
      </AccountSection>
    );
  }
  return (
    <AccountSection t={t} id="storage" title={account.storage}>
      <p>
        <meter value={storedBytes} max={limitBytes} aria-labelledby="storage-used"></meter>{" "}
        <span id="storage-used">{account.storedOf(stored, format.bytes(limitBytes))}</span>
      </p>
      <p class="hint">{account.storageHint}</p>
    </AccountSection>
  );
}
