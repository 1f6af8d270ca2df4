import type { Session } from "../../domain/accounts/user.ts";
import { paths } from "../paths.ts";
import type { Texts } from "../texts/texts.ts";
import { AccountApiTokens, type AccountApiTokensProps } from "./api_tokens.tsx";
import { deviceName } from "./device_name.ts";
import { AccountSection } from "./section.tsx";

/** A session in the list. */
export type SessionProps = {
  readonly session: Session;
  /** Whether it is the session of this request. */
  readonly isCurrent: boolean;
};

/** Props of the sections on sessions and API tokens. */
export type AccountAccessProps = AccountApiTokensProps & {
  readonly sessions: readonly SessionProps[];
};

/** The sections of the account page on sessions and API tokens. */
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
