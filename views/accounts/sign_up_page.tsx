import { MIN_PASSWORD_LENGTH } from "../../domain/accounts/input.ts";
import type { ProviderButton } from "../../domain/accounts/provider_sign_in.ts";
import type { AssetUrls } from "../layout.tsx";
import { paths } from "../paths.ts";
import { TextField } from "../text_field.tsx";
import type { Texts } from "../texts/texts.ts";
import { CardPage } from "../card_page.tsx";
import { PasswordField } from "./password_field.tsx";
import { ProviderLinks } from "./provider_links.tsx";

/** Fields of the sign-up form. */
export type SignUpField = "name" | "email" | "password";

/** Props of the sign-up page, with the input of the last attempt except for the password. */
export type SignUpPageProps = {
  readonly t: Texts;
  readonly assets: AssetUrls;
  readonly name?: string;
  readonly email?: string;
  /** Error messages by field. */
  readonly errors?: Readonly<Partial<Record<SignUpField, string>>>;
  /** An error that concerns no field, such as too many attempts. */
  readonly error?: string;
  readonly next?: string;
  readonly providers: readonly ProviderButton[];
};

/** The page for making an account. */
export function SignUpPage(
  { t, assets, name = "", email = "", errors = {}, error, next, providers }: SignUpPageProps,
) {
  const focus: SignUpField = errors.name
    ? "name"
    : errors.email
    ? "email"
    : errors.password
    ? "password"
    : "name";
  return (
    <CardPage t={t} title={t.signIn.createAnAccount} assets={assets}>
      {error && <p class="alert" role="alert">{error}</p>}
      <form action={paths.signUp()} method="post" class="stack">
        {next && <input type="hidden" name="next" value={next} />}
        <TextField
          name="name"
          label={t.signIn.name}
          type="text"
          autocomplete="name"
          value={name}
          error={errors.name}
          autofocus={focus === "name"}
        />
        <TextField
          name="email"
          label={t.signIn.email}
          type="email"
          autocomplete="username"
          value={email}
          error={errors.email}
          autofocus={focus === "email"}
        />
        <PasswordField
          name="password"
          label={t.signIn.password}
          autocomplete="new-password"
          hint={t.signIn.passwordHint(MIN_PASSWORD_LENGTH)}
          error={errors.password}
          autofocus={focus === "password"}
        />
        <button type="submit" class="button">{t.signIn.createAccount}</button>
      </form>
      {providers.length > 0 && <p class="aside">{t.signIn.or}</p>}
      <ProviderLinks t={t} next={next} providers={providers} />
      <p class="aside">
        {t.signIn.haveAccount} <a href={paths.signIn(next)}>{t.signIn.signIn}</a>
      </p>
    </CardPage>
  );
}
