import { AccountAccess } from "./access.tsx";
import { AccountDeletion, AccountProfile } from "./profile.tsx";
import { AccountStorage } from "./storage.tsx";
import { ChatDefaultsSection } from "../chats/settings.tsx";
import { DemoBanner } from "../demo_banner.tsx";
import type { AccountPageProps } from "../page_props.ts";
import { Shell, SidebarButton } from "../shell.tsx";
import { TransferSection } from "../archive/section.tsx";

/** The page on which users change what is known of them, and see who can act as them. */
export function AccountPage(props: AccountPageProps) {
  const { t, done, isDemo } = props;
  return (
    <Shell {...props} title={t.account.title}>
      <main id="main" tabindex={-1}>
        <header class="page-header">
          <SidebarButton t={t} />
          <h1>{t.account.title}</h1>
        </header>
        <div class="sections">
          <AccountProfile {...props} />
          <ChatDefaultsSection {...props.defaults} done={done} />
          <AccountAccess {...props} />
          <AccountStorage {...props} />
          <TransferSection {...props} />
          <AccountDeletion {...props} />
        </div>
        {isDemo && <DemoBanner t={t} />}
      </main>
    </Shell>
  );
}
