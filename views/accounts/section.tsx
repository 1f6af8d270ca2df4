import type { Child } from "hono/jsx";
import type { AccountTexts } from "../texts/account.ts";
import type { Texts } from "../texts/texts.ts";

/** What the account page can say has been done. */
export type AccountChange = keyof AccountTexts["done"];

type SectionProps = {
  readonly t: Texts;
  /** What has just been changed, here or in another section. */
  readonly done?: AccountChange;
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
