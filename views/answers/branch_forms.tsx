import { paths } from "../paths.ts";

type BranchFormsProps = { readonly chatId: string; readonly againKey: string };

/**
 * What the buttons under all messages of a chat submit, once for the whole page: `again` asks for another
 * answer to a question, `branch` shows another version of a message.
 */
export function BranchForms({ chatId, againKey }: BranchFormsProps) {
  const again = paths.answers(chatId);
  const branch = paths.branch(chatId);
  return (
    <>
      <form id="again" action={again} method="post" hx-post={again} hx-swap="none" hx-sync="drop">
        <AgainKey value={againKey} />
      </form>
      <form
        id="branch"
        action={branch}
        method="post"
        hx-post={branch}
        hx-swap="none"
        hx-sync="drop"
      >
      </form>
    </>
  );
}

/** What tells asking for another answer once more from the same request made twice. */
export function AgainKey({ value }: { value: string }) {
  return <input type="hidden" id="again-key" name="requestId" value={value} />;
}
