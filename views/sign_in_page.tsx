import { AccountLayout } from "./account_layout.tsx";
import type { SignInPageProps } from "./page_props.ts";
import { paths } from "./paths.ts";
import { TextField } from "./text_field.tsx";

/** The page to sign in on. */
export function SignInPage({ assets, email = "", error, next, canSignUp }: SignInPageProps) {
  return (
    <AccountLayout title="Sign in" assets={assets}>
      {error && <p class="alert" role="alert">{error}</p>}
      <form action={paths.signIn()} method="post" class="stack">
        {next && <input type="hidden" name="next" value={next} />}
        <TextField
          name="email"
          label="E-mail"
          type="email"
          autocomplete="username"
          value={email}
          autofocus={email === ""}
        />
        <TextField
          name="password"
          label="Password"
          type="password"
          autocomplete="current-password"
          autofocus={email !== ""}
        />
        <button type="submit" class="button">Sign in</button>
      </form>
      {canSignUp && (
        <p class="aside">
          New here? <a href={paths.signUp(next)}>Create an account</a>
        </p>
      )}
    </AccountLayout>
  );
}
