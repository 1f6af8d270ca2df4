/** Props of a labelled input. */
export type TextFieldProps = {
  readonly name: string;
  readonly label: string;
  readonly type: "text" | "email";
  /** What the browser may fill in: a token of the HTML standard's autofill list. */
  readonly autocomplete: string;
  readonly value?: string;
  /** Explanation below the field. */
  readonly hint?: string;
  readonly error?: string;
  readonly autofocus?: boolean;
};

/** A labelled input with its hint and error. Use `PasswordField` for passwords. */
export function TextField(props: TextFieldProps) {
  return <LabelledInput {...props} />;
}

type LabelledInputProps = Omit<TextFieldProps, "type"> & {
  readonly type: TextFieldProps["type"] | "password";
};

/** The common part of text and password fields. */
export function LabelledInput({ label, hint, error, ...input }: LabelledInputProps) {
  const hintId = hint ? `${input.name}-hint` : undefined;
  const errorId = error ? `${input.name}-error` : undefined;
  return (
    <div class="field">
      <label for={input.name}>{label}</label>
      <input
        id={input.name}
        {...input}
        required
        aria-invalid={error ? "true" : undefined}
        aria-describedby={[errorId, hintId].filter(Boolean).join(" ") || undefined}
      />
      {error && <p id={errorId} class="field-error">{error}</p>}
      {hint && <p id={hintId} class="hint">{hint}</p>}
    </div>
  );
}
