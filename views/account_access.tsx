import type { ApiToken } from "../domain/user.ts";
import { AccountForm, refusedField } from "./account_form.tsx";
import { AccountSection } from "./account_section.tsx";
import { deviceName } from "./device_name.ts";
import type { AccountPageProps, SessionProps } from "./page_props.ts";
import { paths } from "./paths.ts";
import { TextField } from "./text_field.tsx";
import type { Texts } from "./texts.ts";

/** Who can act as the user: browsers and programs. */
export function AccountAccess(props: AccountPageProps) {
  const { t, sessions, tokens, newToken, refused } = props;
  const { typed, ...field } = refusedField("token", "tokenName", refused);
  return (
    <>
      <AccountSection id="sessions" title={t.account.sessions}>
        <ul class="rows">{sessions.map((session) => <SessionRow t={t} {...session} />)}</ul>
        {sessions.length > 1 && (
          <form action={paths.revokeSessions()} method="post">
            <button type="submit" class="quiet-button strong">{t.account.signOutElsewhere}</button>
          </form>
        )}
      </AccountSection>
      <AccountSection id="tokens" title={t.account.tokens}>
        <p class="hint">{t.account.tokensHint}</p>
        {newToken && <NewToken t={t} {...newToken} />}
        {tokens.length > 0 && (
          <ul class="rows">{tokens.map((token) => <TokenRow t={t} token={token} />)}</ul>
        )}
        <AccountForm
          name="token"
          action={paths.apiTokens()}
          refused={refused}
          submit={t.account.createToken}
        >
          <TextField
            name="tokenName"
            label={t.account.tokenName}
            type="text"
            autocomplete="off"
            hint={t.account.tokenNameHint}
            value={typed}
            {...field}
          />
        </AccountForm>
      </AccountSection>
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

function TokenRow({ t: { account: t, format }, token }: { t: Texts; token: ApiToken }) {
  const { id, name, createdAt, lastUsedAt } = token;
  return (
    <li>
      <div>
        <strong>{name}</strong>
        <p class="hint">
          {t.createdOn(format.dateTime(createdAt))},{" "}
          {lastUsedAt ? t.lastUsed(format.dateTime(lastUsedAt)) : t.neverUsed}
        </p>
      </div>
      <form action={paths.revokeApiToken(id)} method="post">
        <button type="submit" class="quiet-button strong" aria-label={t.revokeToken(name)}>
          {t.revoke}
        </button>
      </form>
    </li>
  );
}

type NewTokenProps = { readonly t: Texts; readonly name: string; readonly token: string };

/** The only time that a token is shown. Focus goes to it, so that nobody has to look for it. */
function NewToken({ t, name, token }: NewTokenProps) {
  return (
    <div class="note" role="status" tabindex={-1} autofocus>
      <p>
        <strong>{t.account.newToken(name)}</strong>
      </p>
      <p>
        <code id="new-token">{token}</code>{" "}
        <button type="button" class="quiet-button strong" data-copy="new-token">
          {t.site.copy}
        </button>
      </p>
      <p class="hint">{t.account.newTokenHint}</p>
    </div>
  );
}
