import type { Session } from "../../domain/accounts/user.ts";
import { paths } from "../paths.ts";
import type { Texts } from "../texts/texts.ts";
import { AccountApiTokens, type AccountApiTokensProps } from "./api_tokens.tsx";
import { deviceName } from "./device_name.ts";
import { AccountSection } from "./section.tsx";

/** Who can act as the user: browsers and programs. */
export function AccountAccess(props: AccountAccessProps) {
  const { t, sessions } = props;
  return (
    <>
      <AccountSection
        {...props}
        id="sessions"
        title={t.account.sessions}
        changes={["session", "sessions"]}
      >
        <ul class="rows">{sessions.map((session) => <SessionRow t={t} {...session} />)}</ul>
        {sessions.length > 1 && (
          <form action={paths.revokeSessions()} method="post">
            <button type="submit" class="quiet-button strong">{t.account.signOutElsewhere}</button>
          </form>
        )}
      </AccountSection>
      <AccountApiTokens {...props} />
    </>
  );
}
/** A session as it is shown. */
export type SessionProps = {
  readonly session: Session;
  /** Whether it is the one that the page is shown in. */
  readonly isCurrent: boolean;
};

/** Props of who can act as the user. */
export type AccountAccessProps = AccountApiTokensProps & {
  readonly sessions: readonly SessionProps[];
};

function SessionRow({ t, session, isCurrent }: SessionProps & { readonly t: Texts }) {
  const { account, format } = t;
  const device = deviceName(account, session.userAgent);
  return (
    <li>
      <div>
        <strong>{device}</strong>
        {isCurrent && ` (${account.thisBrowser})`}
        <p class="hint">
          {account.lastSeen(format.dateTime(session.lastSeenAt))},{" "}
          {account.signedInSince(format.dateTime(session.createdAt))}
        </p>
      </div>
      {!isCurrent && (
        <form action={paths.revokeSession(session.id)} method="post">
          <button
            type="submit"
            class="quiet-button strong"
            aria-label={account.signOutOf(device)}
          >
            {account.signOut}
          </button>
        </form>
      )}
    </li>
  );
}
