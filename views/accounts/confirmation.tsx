import type { Texts } from "../texts/texts.ts";
import { type AccountFormName, refusedField, type RefusedForm } from "./form.tsx";
import { PasswordField, type PasswordFieldName } from "./password_field.tsx";

type ConfirmationProps = {
  readonly t: Texts;
  readonly form: AccountFormName;
  readonly name: PasswordFieldName;
  /** Whether the user has a password; others confirm by having just signed in. */
  readonly usesPassword: boolean;
  readonly hint?: string;
  readonly refused?: RefusedForm;
};

/** The part of a form that confirms a change. */
export function Confirmation(
  { t: { account: t }, form, name, usesPassword, hint, refused }: ConfirmationProps,
) {
  const field = refusedField(form, name, refused);
  if (usesPassword) {
    return <PasswordField name={name} label={t.currentPassword} hint={hint} {...field} />;
  }
  return field.error
    ? <p class="field-error" role="alert">{field.error}</p>
    : <p class="hint">{t.freshHint}</p>;
}
