import type { Child } from "hono/jsx";
import type { User } from "../domain/accounts/user.ts";
import { ChatList, type ChatListProps } from "./chats/list.tsx";
import { HelpButton, HelpSheet } from "./help_sheet.tsx";
import { Icon } from "./icon.tsx";
import { type AssetUrls, Layout } from "./layout.tsx";
import { paths } from "./paths.ts";
import { SearchForm } from "./search/form.tsx";
import type { Texts } from "./texts/texts.ts";

/** Props of the frame around every page of a signed-in user. */
export type ShellProps = {
  readonly t: Texts;
  readonly assets: AssetUrls;
  readonly user: User;
  readonly list: ChatListProps;
  /** Whether the built-in demo model answers. */
  readonly isDemo: boolean;
  /** An error message that belongs to no field. */
  readonly alert?: string;
};

type Props = ShellProps & {
  readonly title: string;
  /** The user's search. */
  readonly query?: string;
  readonly children?: Child;
};

/**
 * The frame around every page of a signed-in user: the list of chats (on a phone a drawer, which
 * opens without JavaScript), the alert for errors, and the live region that announces answers.
 */
export function Shell({ title, children, ...props }: Props) {
  const { t } = props;
  return (
    <Layout t={t} title={title} assets={props.assets} userId={props.user.id}>
      <a class="skip-link" href="#main">{t.site.skipList}</a>
      <div class="shell">
        <Sidebar {...props} />
        {children}
      </div>
      <HelpSheet t={t} />
      <div id="alerts" role="alert">{props.alert}</div>
      <div id="announcer" class="visually-hidden" role="status"></div>
    </Layout>
  );
}

function Sidebar({ t, assets, user, list, query }: ShellProps & Pick<Props, "query">) {
  return (
    <header id="sidebar" class="sidebar" popover="auto">
      <div class="sidebar-head">
        <a class="brand" href={paths.home()}>
          <img src={assets.favicon} alt="" width="24" height="24" />Parley
        </a>
        <HelpButton t={t} />
        <button
          type="button"
          class="icon-button phone-only"
          popovertarget="sidebar"
          popovertargetaction="hide"
          aria-label={t.site.closeList}
        >
          <Icon name="close" />
        </button>
      </div>
      <a
        class="new-chat"
        href={paths.home()}
        aria-keyshortcuts="Control+Shift+O Meta+Shift+O"
      >
        <Icon name="plus" />
        {t.site.newChat}
      </a>
      <a class="new-chat" href={paths.chats()}>
        <Icon name="list" />
        {t.list.all}
      </a>
      <SearchForm t={t} query={query} />
      <ChatList {...list} />
      <form class="account" action={paths.signOut()} method="post">
        <a class="account-name" href={paths.account()} title={user.email}>{user.name}</a>
        <button
          type="submit"
          class="icon-button"
          aria-label={t.site.signOut}
          title={t.site.signOut}
        >
          <Icon name="signOut" />
        </button>
      </form>
    </header>
  );
}

/** A page whose heading is its title. */
export function TitledPage({ mainClass, children, ...shell }: Props & { mainClass?: string }) {
  return (
    <Shell {...shell}>
      <main id="main" tabindex={-1} class={mainClass}>
        <header class="page-header">
          <SidebarButton t={shell.t} />
          <h1>{shell.title}</h1>
        </header>
        {children}
      </main>
    </Shell>
  );
}

/** The button that opens the list of chats on a narrow screen. */
export function SidebarButton({ t }: { t: Texts }) {
  return (
    <button
      type="button"
      class="icon-button phone-only"
      popovertarget="sidebar"
      aria-label={t.site.openList}
    >
      <Icon name="menu" />
    </button>
  );
}
