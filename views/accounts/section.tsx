import type { Child } from "hono/jsx";
import type { AccountTexts } from "../texts/account.ts";
import type { Texts } from "../texts/texts.ts";

/** Changes that the account page confirms. */
export type AccountChange = keyof AccountTexts["done"];

type SectionProps = {
  readonly t: Texts;
  /** The change that was just made, here or in another section. */
  readonly done?: AccountChange;
  /** Id of the heading. */
  readonly id: string;
  readonly title: string;
  /** The changes that are made, and confirmed, in this section. */
  readonly changes?: readonly AccountChange[];
  readonly children?: Child;
};

/** A section of the account page. */
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
