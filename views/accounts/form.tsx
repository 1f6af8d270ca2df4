import type { Child } from "hono/jsx";

/** The forms of the account page. */
export type AccountFormName =
  | "name"
  | "email"
  | "password"
  | "link"
  | "settings"
  | "token"
  | "import"
  | "delete";

/** A form of the account page that was refused. */
export type RefusedForm = {
  readonly form: AccountFormName;
  /** The user's input, without passwords. */
  readonly values: Readonly<Record<string, string>>;
  /** Error messages by field. */
  readonly errors: Readonly<Record<string, string>>;
  /** An error that concerns no field, such as too many attempts. */
  readonly message?: string;
};

type FormProps = {
  readonly name: AccountFormName;
  readonly action: string;
  /** The form that was just refused: this one or another. */
  readonly refused?: RefusedForm;
  /** Label of the button. */
  readonly submit: string;
  readonly danger?: boolean;
  readonly children?: Child;
};

/** A form of the account page. An error that concerns no field is shown above the fields. */
export function AccountForm({ name, action, refused, submit, danger, children }: FormProps) {
  const message = refused?.form === name ? refused.message : undefined;
  return (
    <form class="stack" action={action} method="post">
      {message && <p class="alert" role="alert">{message}</p>}
      {children}
      <div>
        <button type="submit" class={danger ? "button danger" : "button"}>{submit}</button>
      </div>
    </form>
  );
}

/**
 * Props of a field after its form was refused: the error, the focus if it is the first field with
 * an error, and the user's input, except for passwords.
 */
export function refusedField(
  form: AccountFormName,
  field: string,
  refused?: RefusedForm,
): { readonly error?: string; readonly autofocus?: boolean; readonly typed?: string } {
  if (refused?.form !== form) return {};
  const error = refused.errors[field];
  const isFirst = Object.keys(refused.errors)[0] === field;
  return { error, autofocus: isFirst, typed: refused.values[field] };
}
