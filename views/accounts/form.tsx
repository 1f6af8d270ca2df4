import type { Child } from "hono/jsx";
/** The forms of the account page that can be refused, or are. */
export type AccountFormName =
  | "name"
  | "email"
  | "password"
  | "settings"
  | "token"
  | "import"
  | "delete";

/** A form of the account page that was refused. */
export type RefusedForm = {
  readonly form: AccountFormName;
  /** What was typed, without passwords. */
  readonly values: Readonly<Record<string, string>>;
  /** What is wrong with each field. */
  readonly errors: Readonly<Record<string, string>>;
  /** What is wrong apart from the fields, such as too many attempts. */
  readonly message?: string;
};

type FormProps = {
  readonly name: AccountFormName;
  readonly action: string;
  /** What was refused last, here or in another form. */
  readonly refused?: RefusedForm;
  /** What its button says. */
  readonly submit: string;
  readonly danger?: boolean;
  readonly children?: Child;
};

/** A form of the account page. A refusal that is about none of its fields stands before them. */
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
 * What a field of a form begins with after a refusal: the error, the focus if it is the first that has
 * one, and what was typed, but for passwords, which are never sent back.
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
