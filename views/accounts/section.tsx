import type { Child } from "hono/jsx";
import type { AccountChange, AccountPageProps } from "../page_props.ts";

type SectionProps = Pick<AccountPageProps, "t" | "done"> & {
  /** Names its heading. */
  readonly id: string;
  readonly title: string;
  /** What is changed here; it says so itself, as the page is long. */
  readonly changes?: readonly AccountChange[];
  readonly children?: Child;
};

/** A part of the account page, which its heading names. */
export function AccountSection({ t, done, id, title, changes, children }: SectionProps) {
  return (
    <section class="stack" aria-labelledby={id}>
      {done && changes?.includes(done) && (
        <p id="done" class="note" role="status">{t.account.done[done]}</p>
      )}
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}
