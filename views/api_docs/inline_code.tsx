/** Plain text with code between backticks. */
export function InlineCode({ text }: { readonly text: string }) {
  return <>{text.split("`").map((part, index) => index % 2 === 1 ? <code>{part}</code> : part)}</>;
}
