/** A refusal that has no field of its own. */
export type AlertProps = { readonly message: string };

/** Answers a request that was refused where no field can tell it; nothing else changes. */
export function Alert({ message }: AlertProps) {
  return (
    <hx-partial hx-target="#alerts" hx-swap="textContent">
      {message}
    </hx-partial>
  );
}
