import { AccountLayout } from "./layout.tsx";
import type { SignInPageProps } from "../page_props.ts";
import { paths } from "../paths.ts";
import { PasswordField } from "./password_field.tsx";
import { TextField } from "../text_field.tsx";

/** The page to sign in on. */
export function SignInPage(props: SignInPageProps) {
  const { t, assets, email = "", error, next, message, canSignUp } = props;
  return (
    <AccountLayout t={t} title={t.signIn.signIn} assets={assets}>
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
      {canSignUp && (
        <p class="aside">
          {t.signIn.newHere} <a href={paths.signUp(next)}>{t.signIn.createAnAccount}</a>
        </p>
      )}
    </AccountLayout>
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
