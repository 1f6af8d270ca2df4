/** A question that asks for this many words, each with the tag and its number. */
export function soakQuestion(tag: string, words: number): string {
  return `Soak ${tag} with ${words} words`;
}

/**
 * The words that answer a question of the soak, as a model would send them, in Markdown with
 * paragraphs, headings, lists and code.
 */
export function soakWords(question: string): string[] {
  const [, tag, count] = /^Soak (\w+) with (\d+) words$/.exec(question) ?? [];
  if (!tag) throw new Error(`Not a question of the soak: ${question}`);
  return Array.from({ length: Number(count) }, (_, index) => {
    const [before, after] = markupAround(index);
    return `${before}${tag}-${index + 1}${after}`;
  });
}

/**
 * How much of the answer a page shows.
 *
 * @param html A page or part of one, without other answers with this tag.
 * @returns Number of words, in order and each once; `null` when any is missing or repeated.
 */
export function shownWords(html: string, tag: string): number | null {
  const text = html.replaceAll(/<[^>]*>/g, "");
  const numbers = [...text.matchAll(new RegExp(`${tag}-(\\d+)`, "g"))].map(([, n]) => Number(n));
  return numbers.every((number, index) => number === index + 1) ? numbers.length : null;
}

/** The structure repeats after 240 words: prose, a list, a heading, prose, code. */
function markupAround(index: number): [before: string, after: string] {
  const at = index % 240;
  if (at === 0) return [index === 0 ? "" : "\n\n", ""];
  if (at === 60 || at === 100) return ["\n\n", ""];
  if (at > 60 && at < 80) return at % 4 === 1 ? ["\n- ", ""] : [" ", ""];
  if (at === 80) return ["\n\n## ", "\n\n"];
  if (at === 200) return ["\n\n```js\nconst ", ";"];
  if (at > 200 && at < 230) return ["\n", "();"];
  if (at === 230) return ["\n```\n\n", ""];
  return at % 9 === 0 ? [" **", "**"] : [" ", ""];
}
