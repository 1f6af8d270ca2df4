import { LabelledInput, type TextFieldProps } from "../text_field.tsx";

/**
 * Names of all password fields. Their values are never sent back. Every password field is a
 * {@link PasswordField}, which takes no other name.
 */
export const PASSWORD_FIELDS = [
  "password",
  "currentPassword",
  "newPassword",
  "emailPassword",
  "deletePassword",
  "linkPassword",
] as const;

/** One of {@link PASSWORD_FIELDS}. */
export type PasswordFieldName = typeof PASSWORD_FIELDS[number];

type PasswordFieldProps =
  & Pick<TextFieldProps, "label" | "hint" | "error" | "autofocus">
  & {
    readonly name: PasswordFieldName;
    readonly autocomplete?: "current-password" | "new-password";
  };

/** A password field, by default for the current password. It never has an initial value. */
export function PasswordField(
  { name, label, hint, error, autofocus, autocomplete }: PasswordFieldProps,
) {
  return (
    <LabelledInput
      {...{ name, label, hint, error, autofocus }}
      type="password"
      autocomplete={autocomplete ?? "current-password"}
    />
  );
}
