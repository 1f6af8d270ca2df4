import { LabelledInput, type TextFieldProps } from "../text_field.tsx";

/**
 * The name of every field for a password. Only a {@link PasswordField} makes one, so that this list is whole;
 * what was typed under these names is never sent back.
 */
export const PASSWORD_FIELDS = [
  "password",
  "currentPassword",
  "newPassword",
  "emailPassword",
  "deletePassword",
] as const;

/** One of {@link PASSWORD_FIELDS}. */
export type PasswordFieldName = typeof PASSWORD_FIELDS[number];

type PasswordFieldProps =
  & Pick<TextFieldProps, "label" | "hint" | "error" | "autofocus">
  & {
    readonly name: PasswordFieldName;
    readonly autocomplete?: "current-password" | "new-password";
  };

/** A field for a password, by default the one there is. It never begins with a value. */
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
