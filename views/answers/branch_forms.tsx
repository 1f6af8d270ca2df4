import { paths } from "../paths.ts";

type BranchFormsProps = { readonly chatId: string; readonly idempotencyKey: string };

/**
 * The two forms that the buttons under all messages submit: `again` asks for another answer to a
 * question, `branch` shows another version of a message.
 */
export function BranchForms({ chatId, idempotencyKey }: BranchFormsProps) {
  const again = paths.answers(chatId);
  const branch = paths.branch(chatId);
  return (
    <>
      <form id="again" action={again} method="post" hx-post={again} hx-swap="none" hx-sync="drop">
        <IdempotencyKeyField value={idempotencyKey} />
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

/** The idempotency key of the form `again`: the same request twice makes only one answer. */
export function IdempotencyKeyField({ value }: { value: string }) {
  return <input type="hidden" id="again-key" name="requestId" value={value} />;
}
