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
  /** Whether there is a form for the password. */
  readonly passwordSignIn: boolean;
  /** The provider at which the user, who has just signed out here, may still be signed in. */
  readonly left?: ProviderButton;
};

/** The page for signing in. */
export function SignInPage(props: SignInPageProps) {
  const { t, assets, error, next, message, canSignUp, providers, passwordSignIn, left } = props;
  return (
    <CardPage t={t} title={t.signIn.signIn} assets={assets}>
      {error && <p class="alert" role="alert">{error}</p>}
      {left && <SignedOutOf t={t} {...left} />}
      {passwordSignIn && <PasswordForm {...props} />}
      {!passwordSignIn && message && <KeptMessage t={t} message={message} canSend={false} />}
      {passwordSignIn && providers.length > 0 && <p class="aside">{t.signIn.or}</p>}
      <ProviderLinks t={t} next={next} providers={providers} />
      {canSignUp && (
        <p class="aside">
          {t.signIn.newHere} <a href={paths.signUp(next)}>{t.signIn.createAnAccount}</a>
        </p>
      )}
    </CardPage>
  );
}

function PasswordForm({ t, email = "", next, message, providers }: SignInPageProps) {
  return (
    <form action={paths.signIn()} method="post" class="stack">
      {next && <input type="hidden" name="next" value={next} />}
      {message && <KeptMessage t={t} message={message} canSend={providers.length === 0} />}
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
  );
}

function SignedOutOf({ t, name, label }: Pick<SignInPageProps, "t"> & ProviderButton) {
  return (
    <p class="note" role="status">
      {t.signIn.stillSignedIn(label)}{" "}
      <a href={paths.providerSignOut(name)}>{t.signIn.signOutOf(label)}</a>
    </p>
  );
}

type KeptMessageProps = Required<Pick<SignInPageProps, "t" | "message">> & {
  /** Whether every way to sign in goes on with the message. */
  readonly canSend: boolean;
};

function KeptMessage({ t, message, canSend }: KeptMessageProps) {
  return (
    <div class="field">
      <label for="message">{t.site.yourMessage}</label>
      <textarea id="message" name="message" rows={4} readonly aria-describedby="message-hint">
        {message}
      </textarea>
      <p id="message-hint" class="hint">
        {canSend ? t.signIn.messageKept : t.signIn.messageToCopy}
      </p>
    </div>
  );
}
