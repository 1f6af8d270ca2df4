import { MIN_PASSWORD_LENGTH } from "../domain/accounts.ts";
import { AccountLayout } from "./account_layout.tsx";
import type { SignUpField, SignUpPageProps } from "./page_props.ts";
import { paths } from "./paths.ts";
import { TextField } from "./text_field.tsx";

/** The page to make an account on. */
export function SignUpPage(
  { assets, name = "", email = "", errors = {}, error, next }: SignUpPageProps,
) {
  const focus: SignUpField = errors.name
    ? "name"
    : errors.email
    ? "email"
    : errors.password
    ? "password"
    : "name";
  return (
    <AccountLayout title="Create an account" assets={assets}>
      {error && <p class="alert" role="alert">{error}</p>}
      <form action={paths.signUp()} method="post" class="stack">
        {next && <input type="hidden" name="next" value={next} />}
        <TextField
          name="name"
          label="Name"
          type="text"
          autocomplete="name"
          value={name}
          error={errors.name}
          autofocus={focus === "name"}
        />
        <TextField
          name="email"
          label="E-mail"
          type="email"
          autocomplete="username"
          value={email}
          error={errors.email}
          autofocus={focus === "email"}
        />
        <TextField
          name="password"
          label="Password"
          type="password"
          autocomplete="new-password"
          hint={`At least ${MIN_PASSWORD_LENGTH} characters, and not a common password`}
          error={errors.password}
          autofocus={focus === "password"}
        />
        <button type="submit" class="button">Create account</button>
      </form>
      <p class="aside">
        Have an account? <a href={paths.signIn(next)}>Sign in</a>
      </p>
    </AccountLayout>
  );
}
