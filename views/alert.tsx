/** An error message that belongs to no field. */
export type AlertProps = { readonly message: string };

/** htmx's answer to a refused request: shows the message above the page, and changes no more. */
export function Alert({ message }: AlertProps) {
  return (
    <hx-partial hx-target="#alerts" hx-swap="textContent">
      {message}
    </hx-partial>
  );
}
