import type { AdoptionReport } from "../../domain/archive/adoptions.ts";

/** A report as text for the terminal. */
export function adoptionText(
  { chats, messages, present, messagesLeftOut, leftOut, examples }: AdoptionReport,
  pageTables: readonly string[],
): string {
  const more = leftOut - examples.length;
  return [
    `Copied: ${chats} chats with ${messages} messages`,
    `Already here: ${present} chats`,
    `Left out: ${messagesLeftOut} messages`,
    ...examples.map(({ name, reason }) => `  ${name}: ${reason}`),
    ...more > 0 ? [`  and ${more} more`] : [],
    ...pageTables.length > 0
      ? [
        `Not read: ${pageTables.join(" and ")}, the tables of the predecessor's pages; their ` +
        "answers are in chats and messages",
      ]
      : [],
  ].join("\n");
}
