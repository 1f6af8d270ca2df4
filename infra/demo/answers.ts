import { fnv1a } from "../hashes/fnv1a.ts";
import about from "./answers/about.md" with { type: "text" };
import code from "./answers/code.md" with { type: "text" };
import connect from "./answers/connect.md" with { type: "text" };
import maths from "./answers/maths.md" with { type: "text" };
import plan from "./answers/plan.md" with { type: "text" };
import story from "./answers/story.md" with { type: "text" };
import table from "./answers/table.md" with { type: "text" };

/** What each answer shows, and the words that ask for it; the first that fits is taken. */
const topics: readonly (readonly [answer: string, words: RegExp])[] = [
  [maths, /\b(maths?|formulas?|equations?|integrals?|derivatives?|prove|probability)\b/i],
  [table, /\b(tables?|compare|comparison|versus|vs|database|sqlite|mysql)\b/i],
  [code, /\b(code|function|program|script|typescript|javascript|python|java|rust|sql|api|bug)\b/i],
  [plan, /\b(plan|list|steps?|checklist|to-?do|set ?up|install|how (do|can|to))\b/i],
  [about, /\bparley\b|\b(who|what) (are|can) you\b|^\W*(hi|hello|hey|good|help)\b.{0,20}$/i],
  [story, /\b(story|poem|essay|tale|write|tell)\b/i],
];

/** Longest quotation of a question, in characters. */
const MAX_QUOTE = 72;

/**
 * The demo model's answer: Markdown that fits the question if it names something, else any.
 *
 * @param question What the person asked.
 * @param variant Other numbers give other answers to the same question.
 */
export function demoAnswer(question: string, variant = 0): string {
  const named = topics.findIndex(([, words]) => words.test(question));
  const first = named < 0 ? fnv1a(new TextEncoder().encode(question)) : named;
  const [answer] = topics[(first + variant) % topics.length]!;
  return [quote(question), answer.trim(), connect.trim()].filter(Boolean).join("\n\n");
}

/** Only letters, digits and harmless marks are quoted, so that nothing in it can be Markdown. */
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
