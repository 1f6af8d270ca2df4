import { API_TOKEN_DAYS, type ListedApiToken } from "../../domain/accounts/api_tokens.ts";
import { SCOPES } from "../../domain/accounts/user.ts";
import { paths } from "../paths.ts";
import { TextField } from "../text_field.tsx";
import type { Texts } from "../texts/texts.ts";
import { AccountForm, refusedField, type RefusedForm } from "./form.tsx";
import { type AccountChange, AccountSection } from "./section.tsx";

/** Days that a new token is valid, unless the user chooses another time. */
const DEFAULT_DAYS = 90;

/** Props of the section on API tokens. */
export type AccountApiTokensProps = {
  readonly t: Texts;
  readonly apiTokens: readonly ListedApiToken[];
  /** The token that was just made, in plain text. */
  readonly newApiToken?: { readonly name: string; readonly apiToken: string };
  readonly done?: AccountChange;
  readonly refused?: RefusedForm;
};

/** The section of the account page on API tokens: the list, and the form for a new one. */
export function AccountApiTokens(props: AccountApiTokensProps) {
  const { t, apiTokens, newApiToken, refused } = props;
  const { typed, ...field } = refusedField("token", "name", refused);
  return (
    <AccountSection {...props} id="tokens" title={t.account.apiTokens} changes={["token"]}>
      <p class="hint">
        {t.account.apiTokensHint} <a href={paths.apiDocs()}>{t.account.aboutApi}</a>
      </p>
      {newApiToken && <NewApiToken t={t} {...newApiToken} />}
      {apiTokens.length > 0 && (
        <ul class="rows">
          {apiTokens.map((apiToken) => <ApiTokenRow t={t} apiToken={apiToken} />)}
        </ul>
      )}
      <AccountForm
        name="token"
        action={paths.apiTokens()}
        refused={refused}
        submit={t.account.createApiToken}
      >
        <TextField
          name="tokenName"
          label={t.account.apiTokenName}
          type="text"
          autocomplete="off"
          hint={t.account.apiTokenNameHint}
          value={typed}
          {...field}
        />
        <ScopesField {...props} />
        <ExpiryField {...props} />
      </AccountForm>
    </AccountSection>
  );
}

function ScopesField({ t: { account: t }, refused }: AccountApiTokensProps) {
  const { typed, error, autofocus } = refusedField("token", "scopes", refused);
  const chosen = typed?.split(" ") ?? SCOPES;
  return (
    <div
      class="field"
      role="group"
      aria-labelledby="scopes"
      aria-describedby={error ? "scopes-hint scopes-error" : "scopes-hint"}
    >
      <strong id="scopes">{t.scopes}</strong>
      {SCOPES.map((scope, index) => (
        <label class="check">
          <input
            type="checkbox"
            name="scope"
            value={scope}
            checked={chosen.includes(scope)}
            autofocus={autofocus && index === 0}
          />{" "}
          {t.scope[scope]} <span class="hint">{scope}</span>
        </label>
      ))}
      <p id="scopes-hint" class="hint">{t.scopesHint}</p>
      {error && <p id="scopes-error" class="field-error">{error}</p>}
    </div>
  );
}

function ExpiryField({ t: { account: t, format }, refused }: AccountApiTokensProps) {
  const { typed = String(DEFAULT_DAYS), error, autofocus } = refusedField(
    ...["token", "expires", refused] as const,
  );
  return (
    <div class="field">
      <label for="expires">{t.expires}</label>
      <select
        id="expires"
        name="expires"
        autofocus={autofocus}
        aria-invalid={error ? "true" : undefined}
        aria-describedby={error && "expires-error"}
      >
        {API_TOKEN_DAYS.map((days) => (
          <option value={String(days)} selected={typed === String(days)}>
            {t.inDays(format.number(days))}
          </option>
        ))}
        <option value="never" selected={typed === "never"}>{t.never}</option>
      </select>
      {error && <p id="expires-error" class="field-error">{error}</p>}
    </div>
  );
}

function ApiTokenRow({ t, apiToken }: { readonly t: Texts; readonly apiToken: ListedApiToken }) {
  const { account, format } = t;
  const { id, name, scopes, createdAt, lastUsedAt } = apiToken;
  return (
    <li>
      <div>
        <strong>{name}</strong>
        <p class="hint">{scopes.map((scope) => account.scope[scope]).join(" · ")}</p>
        <p class="hint">
          {account.createdOn(format.dateTime(createdAt))},{" "}
          {lastUsedAt ? account.lastUsed(format.dateTime(lastUsedAt)) : account.neverUsed}
        </p>
        <Expiry t={t} apiToken={apiToken} />
      </div>
      <form action={paths.revokeApiToken(id)} method="post">
        <button type="submit" class="quiet-button strong" aria-label={account.revokeApiToken(name)}>
          {account.revoke}
        </button>
      </form>
    </li>
  );
}

function Expiry({ t, apiToken }: { readonly t: Texts; readonly apiToken: ListedApiToken }) {
  const { account, format } = t;
  const { expiresAt, isExpired } = apiToken;
  if (!expiresAt) return <p class="hint">{account.expiresNever}</p>;
  const time = format.dateTime(expiresAt);
  if (isExpired) return <p class="danger">{account.expiredOn(time)}</p>;
  return <p class="hint">{account.expiresOn(time)}</p>;
}

type NewApiTokenProps = { readonly t: Texts; readonly name: string; readonly apiToken: string };

/** Shows a new token, this one time only. It takes the focus, as the page is long. */
function NewApiToken({ t, name, apiToken }: NewApiTokenProps) {
  return (
    <div class="note" role="status" tabindex={-1} autofocus>
      <p>
        <strong>{t.account.newApiToken(name)}</strong>
      </p>
      <p>
        <code id="new-token">{apiToken}</code>{" "}
        <button type="button" class="quiet-button strong" data-copy="new-token">
          {t.site.copy}
        </button>
      </p>
      <p class="hint">{t.account.newApiTokenHint}</p>
    </div>
  );
}
