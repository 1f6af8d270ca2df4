import { VERSION } from "../../domain/version.ts";
import { ArchiveSection, type ArchiveSectionProps } from "../archive/section.tsx";
import { ChatDefaultsSection } from "../chats/settings.tsx";
import type { SettingsFieldsProps } from "../chats/settings_fields.tsx";
import { DemoBanner } from "../demo_banner.tsx";
import { type ShellProps, TitledPage } from "../shell.tsx";
import { AccountAccess, type AccountAccessProps } from "./access.tsx";
import { AccountDeletion, AccountProfile, type AccountProfileProps } from "./profile.tsx";
import { AccountSignInWays, type SignInWaysProps } from "./sign_in_ways.tsx";
import { AccountStorage, type AccountStorageProps } from "./storage.tsx";

/** Props of the account page: those of its sections and of its shell. */
export type AccountPageProps =
  & ShellProps
  & AccountProfileProps
  & SignInWaysProps
  & AccountAccessProps
  & AccountStorageProps
  & ArchiveSectionProps
  & {
    /** Settings of new chats. */
    readonly defaults: SettingsFieldsProps;
  };

/** The page for a user's profile, preferences, sessions, API tokens and data. */
export function AccountPage(props: AccountPageProps) {
  const { t, done, isDemo } = props;
  return (
    <TitledPage {...props} title={t.account.title}>
      <div class="sections">
        <AccountProfile {...props} />
        <AccountSignInWays {...props} />
        <ChatDefaultsSection {...props.defaults} done={done} />
        <AccountAccess {...props} />
        <AccountStorage {...props} />
        <ArchiveSection {...props} />
        <AccountDeletion {...props} />
      </div>
      <p class="hint">Parley {VERSION}</p>
      {isDemo && <DemoBanner t={t} />}
    </TitledPage>
  );
}
