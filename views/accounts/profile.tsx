import { MIN_PASSWORD_LENGTH } from "../../domain/accounts/input.ts";
import type { SignInWays } from "../../domain/accounts/provider_links.ts";
import { type Language, LANGUAGES, type User } from "../../domain/accounts/user.ts";
import { paths } from "../paths.ts";
import { TextField } from "../text_field.tsx";
import type { Texts } from "../texts/texts.ts";
import { Confirmation } from "./confirmation.tsx";
import { AccountForm, refusedField, type RefusedForm } from "./form.tsx";
import { PasswordField } from "./password_field.tsx";
import { type AccountChange, AccountSection } from "./section.tsx";

/** Props of the sections on the user's profile, password and preferences. */
export type AccountProfileProps = {
  readonly t: Texts;
  readonly user: User;
  readonly signInWays: Pick<SignInWays, "usesPassword" | "passwordSignIn">;
  readonly done?: AccountChange;
  readonly refused?: RefusedForm;
};

/** Names of the languages, each in its own language. */
const languageNames: Readonly<Record<Language, string>> = {
  en: "English",
  "pt-BR": "Português (Brasil)",
};

/** The sections of the account page on the user's profile, password and preferences. */
export function AccountProfile(props: AccountProfileProps) {
  const { t, signInWays } = props;
  return (
    <>
      <AccountSection
        {...props}
        id="profile"
        title={t.account.profile}
        changes={["name", "email"]}
      >
        <NameForm {...props} />
        <EmailForm {...props} />
      </AccountSection>
      {signInWays.passwordSignIn && (
        <AccountSection
          {...props}
          id="password"
          title={t.account.password}
          changes={["password"]}
        >
          <PasswordForm {...props} />
        </AccountSection>
      )}
      <AccountSection
        {...props}
        id="preferences"
        title={t.account.preferences}
        changes={["settings"]}
      >
        <SettingsForm {...props} />
      </AccountSection>
    </>
  );
}

function NameForm({ t: { account: t }, user, refused }: AccountProfileProps) {
  const { typed = user.name, ...field } = refusedField("name", "name", refused);
  return (
    <AccountForm name="name" action={paths.accountName()} refused={refused} submit={t.saveName}>
      <TextField
        name="name"
        label={t.name}
        type="text"
        autocomplete="name"
        value={typed}
        {...field}
      />
    </AccountForm>
  );
}

function EmailForm({ t: texts, user, signInWays, refused }: AccountProfileProps) {
  const t = texts.account;
  const { typed = user.email, ...field } = refusedField("email", "email", refused);
  return (
    <AccountForm name="email" action={paths.accountEmail()} refused={refused} submit={t.saveEmail}>
      <TextField
        name="email"
        label={t.email}
        type="email"
        autocomplete="username"
        value={typed}
        {...field}
      />
      <Confirmation
        {...{ t: texts, usesPassword: signInWays.usesPassword, refused }}
        form="email"
        name="emailPassword"
        hint={t.emailPasswordHint}
      />
    </AccountForm>
  );
}

function PasswordForm({ t: texts, user, signInWays, refused }: AccountProfileProps) {
  const t = texts.account;
  return (
    <AccountForm
      name="password"
      action={paths.accountPassword()}
      refused={refused}
      submit={signInWays.usesPassword ? t.savePassword : t.setPassword}
    >
      {/* Password managers store the new password under this name. */}
      <input
        type="text"
        autocomplete="username"
        value={user.email}
        aria-label={t.email}
        hidden
        readonly
      />
      <Confirmation
        {...{ t: texts, usesPassword: signInWays.usesPassword, refused }}
        form="password"
        name="currentPassword"
      />
      <PasswordField
        name="newPassword"
        label={t.newPassword}
        autocomplete="new-password"
        hint={t.newPasswordHint(MIN_PASSWORD_LENGTH)}
        {...refusedField("password", "newPassword", refused)}
      />
    </AccountForm>
  );
}

function SettingsForm({ t: { account: t }, user: { settings } }: AccountProfileProps) {
  return (
    <AccountForm name="settings" action={paths.accountSettings()} submit={t.savePreferences}>
      <div class="field">
        <label for="language">{t.language}</label>
        <select id="language" name="language">
          <option value="" selected={!settings.language}>{t.asBrowser}</option>
          {LANGUAGES.map((language) => (
            <option value={language} lang={language} selected={settings.language === language}>
              {languageNames[language]}
            </option>
          ))}
        </select>
      </div>
      <div>
        <input
          id="autoTitles"
          type="checkbox"
          name="autoTitles"
          value="on"
          checked={settings.autoTitles !== false}
          aria-describedby="autoTitles-hint"
        />{" "}
        <label for="autoTitles">{t.autoTitles}</label>
        <p id="autoTitles-hint" class="hint">{t.autoTitlesHint}</p>
      </div>
    </AccountForm>
  );
}

/** The section of the account page for deleting the account. */
export function AccountDeletion(
  { t: texts, signInWays, refused }: Pick<AccountProfileProps, "t" | "signInWays" | "refused">,
) {
  const t = texts.account;
  return (
    <AccountSection t={texts} id="delete" title={t.deleteAccount}>
      <p>{t.deleteMeans}</p>
      <AccountForm
        name="delete"
        action={paths.deleteAccount()}
        refused={refused}
        submit={t.deleteForEver}
        danger
      >
        <Confirmation
          {...{ t: texts, usesPassword: signInWays.usesPassword, refused }}
          form="delete"
          name="deletePassword"
        />
      </AccountForm>
    </AccountSection>
  );
}
