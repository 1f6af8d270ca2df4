import { fnv1a } from "../hashes/fnv1a.ts";
import about from "./answers/about.md" with { type: "text" };
import code from "./answers/code.md" with { type: "text" };
import connect from "./answers/connect.md" with { type: "text" };
import maths from "./answers/maths.md" with { type: "text" };
import plan from "./answers/plan.md" with { type: "text" };
import story from "./answers/story.md" with { type: "text" };
import table from "./answers/table.md" with { type: "text" };

/** Each answer, and the words that ask for it; the first match counts. */
const topics: readonly (readonly [answer: string, words: RegExp])[] = [
  [maths, /\b(maths?|formulas?|equations?|integrals?|derivatives?|prove|probability)\b/i],
  [table, /\b(tables?|compare|comparison|versus|vs|database|sqlite|mysql)\b/i],
  [code, /\b(code|function|program|script|typescript|javascript|python|java|rust|sql|api|bug)\b/i],
  [plan, /\b(plan|list|steps?|checklist|to-?do|set ?up|install|how (do|can|to))\b/i],
  [about, /\bparley\b|\b(who|what) (are|can) you\b|^\W*(hi|hello|hey|good|help)\b.{0,20}$/i],
  [story, /\b(story|poem|essay|tale|write|tell)\b/i],
];

/** Maximum length of the quoted question, in characters. */
const MAX_QUOTE = 72;

/**
 * The demo model's answer: Markdown on the topic that the question names, or on any other.
 *
 * @param question What the person asked.
 * @param variant Different numbers give different answers to the same question.
 */
export function demoAnswer(question: string, variant = 0): string {
  const named = topics.findIndex(([, words]) => words.test(question));
  const first = named < 0 ? fnv1a(new TextEncoder().encode(question)) : named;
  const [answer] = topics[(first + variant) % topics.length]!;
  return [quote(question), answer.trim(), connect.trim()].filter(Boolean).join("\n\n");
}

/** Quotes only letters, digits and harmless marks, so that nothing can be Markdown. */
function quote(question: string): string {
  const plain = question.slice(0, 1000).replaceAll(
    /[^\p{L}\p{M}\p{N}\p{Emoji_Presentation}\s,.?!'’-]+/gu,
    " ",
  );
  const characters = [...plain.replaceAll(/\s+/g, " ").trim()];
  const start = characters.slice(0, MAX_QUOTE).join("").trim();
  if (start === "") return "";
  return `> “${start}${characters.length > MAX_QUOTE ? " …" : ""}”`;
}
