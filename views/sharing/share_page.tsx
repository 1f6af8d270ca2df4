import type { Chat } from "../../domain/chats/chat.ts";
import { paths } from "../paths.ts";
import { type ShellProps, TitledPage } from "../shell.tsx";

/** Props of the page for sharing a chat. */
export type SharePageProps = ShellProps & {
  readonly chat: Chat;
  /** The chat's share link, or `null`. */
  readonly share: {
    readonly url: string;
    /** When the link was made or last updated. */
    readonly createdAt: Date;
    /** Whether the link shows the chat up to its newest message. */
    readonly isCurrent: boolean;
  } | null;
};

/** The page on which the user makes, updates and removes a chat's share link. */
export function SharePage(props: SharePageProps) {
  const { t, chat, share } = props;
  return (
    <TitledPage {...props} title={t.sharing.shareTitle(chat.title)}>
      <div class="sections">
        {share ? <SharedLink {...props} share={share} /> : <NotShared {...props} />}
        <p>
          <a href={paths.chat(chat.id)}>{t.sharing.backToChat}</a>
        </p>
      </div>
    </TitledPage>
  );
}

function NotShared({ t: { sharing: t }, chat }: SharePageProps) {
  return (
    <form class="stack" action={paths.shareChat(chat.id)} method="post">
      <p>{t.notShared} {t.shareMeans}</p>
      <div>
        <button type="submit" class="button">{t.makeLink}</button>
      </div>
    </form>
  );
}

type SharedLinkProps = SharePageProps & { readonly share: NonNullable<SharePageProps["share"]> };

function SharedLink({ t, chat, share }: SharedLinkProps) {
  const { isShared, isCurrent, updateLink, stopSharing } = t.sharing;
  return (
    <div class="stack">
      <p>
        {isShared(t.format.dateTime(share.createdAt))} {share.isCurrent && isCurrent}
      </p>
      <p>
        <a id="share-link" href={share.url}>{share.url}</a>{" "}
        <button type="button" class="quiet-button" data-copy="share-link">{t.site.copy}</button>
      </p>
      {!share.isCurrent && (
        <form action={paths.shareChat(chat.id)} method="post">
          <button type="submit" class="button">{updateLink}</button>
        </form>
      )}
      <form action={paths.unshareChat(chat.id)} method="post">
        <button type="submit" class="button danger">{stopSharing}</button>
      </form>
    </div>
  );
}
