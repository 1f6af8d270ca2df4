/** A line of plain text, in which what stands between backticks is code. */
export function InlineCode({ text }: { readonly text: string }) {
  return <>{text.split("`").map((part, index) => index % 2 === 1 ? <code>{part}</code> : part)}</>;
}
