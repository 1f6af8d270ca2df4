import type { ProviderButton } from "../../domain/accounts/provider_sign_in.ts";
import type { AssetUrls } from "../layout.tsx";
import { paths } from "../paths.ts";
import { TextField } from "../text_field.tsx";
import type { Texts } from "../texts/texts.ts";
import { CardPage } from "../card_page.tsx";
import { PasswordField } from "./password_field.tsx";
import { ProviderLinks } from "./provider_links.tsx";

/** Props of the sign-in page. */
export type SignInPageProps = {
  readonly t: Texts;
  readonly assets: AssetUrls;
  /** The e-mail address of the last attempt. */
  readonly email?: string;
  /** Why the last attempt was refused. */
  readonly error?: string;
  /** Path of the page to show after signing in. */
  readonly next?: string;
  /** A message that the user sent after the session had ended, to be sent after signing in. */
  readonly message?: string;
  /** Whether visitors may make an account. */
  readonly canSignUp: boolean;
  readonly providers: readonly ProviderButton[];
};

/** The page for signing in. */
export function SignInPage(props: SignInPageProps) {
  const { t, assets, email = "", error, next, message, canSignUp, providers } = props;
  return (
    <CardPage t={t} title={t.signIn.signIn} assets={assets}>
      {error && <p class="alert" role="alert">{error}</p>}
      <form action={paths.signIn()} method="post" class="stack">
        {next && <input type="hidden" name="next" value={next} />}
        {message && <KeptMessage t={t} message={message} />}
        <TextField
          name="email"
          label={t.signIn.email}
          type="email"
          autocomplete="username"
          value={email}
          autofocus={email === ""}
        />
        <PasswordField
          name="password"
          label={t.signIn.password}
          autofocus={email !== ""}
        />
        <button type="submit" class="button">{t.signIn.signIn}</button>
      </form>
      <ProviderLinks t={t} next={next} providers={providers} />
      {canSignUp && (
        <p class="aside">
          {t.signIn.newHere} <a href={paths.signUp(next)}>{t.signIn.createAnAccount}</a>
        </p>
      )}
    </CardPage>
  );
}

function KeptMessage({ t, message }: Required<Pick<SignInPageProps, "t" | "message">>) {
  return (
    <div class="field">
      <label for="message">{t.site.yourMessage}</label>
      <textarea id="message" name="message" rows={4} readonly aria-describedby="message-hint">
        {message}
      </textarea>
      <p id="message-hint" class="hint">{t.signIn.messageKept}</p>
    </div>
  );
}
