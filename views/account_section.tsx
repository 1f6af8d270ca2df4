import type { Child } from "hono/jsx";

type SectionProps = {
  /** Names its heading. */
  readonly id: string;
  readonly title: string;
  readonly children?: Child;
};

/** A part of the account page, which its heading names. */
export function AccountSection({ id, title, children }: SectionProps) {
  return (
    <section class="stack" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}
