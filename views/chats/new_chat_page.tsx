import { Composer, type ComposerProps } from "../answers/composer.tsx";
import { DemoBanner } from "../demo_banner.tsx";
import { paths } from "../paths.ts";
import { Shell, type ShellProps, SidebarButton } from "../shell.tsx";
import { type Deletion, UndoNotice } from "./undo_notice.tsx";

/** Props of the page for a new chat. */
export type NewChatPageProps = ShellProps & {
  readonly composer: ComposerProps;
  readonly deletion?: Deletion;
};

/** The page for a new chat. */
export function NewChatPage({ composer, deletion, ...shell }: NewChatPageProps) {
  const { t } = shell;
  return (
    <Shell title={t.site.newChat} {...shell}>
      <main id="main" tabindex={-1} class="new-chat-page">
        <header class="page-header">
          <SidebarButton t={t} />
        </header>
        <UndoNotice t={t} deletion={deletion} />
        <div class="welcome">
          <h1>{t.chat.greeting(shell.user.name)}</h1>
          <Composer {...composer} />
          <ul class="suggestions" aria-label={t.chat.suggestionsLabel}>
            {t.chat.suggestions.map(({ label, message }) => (
              <li>
                <a class="chip" href={paths.homeWith(message)}>{label}</a>
              </li>
            ))}
          </ul>
        </div>
        {shell.isDemo && <DemoBanner t={t} />}
      </main>
    </Shell>
  );
}
