/** Words after which a sentence says how long to wait. */
const lead =
  /\b(?:(?:try|retry)(?: your request)?(?: again)? (?:in|after)|retry after|wait(?: for)?) /i;

/** A part of `7m12.5s`, `20 seconds`, `380ms` or `1 hour and 5 minutes`. */
const part =
  /(\d+(?:\.\d+)?) ?(milliseconds?|ms|days?|d|hours?|h|minutes?|min|m|seconds?|sec|s)(?![a-z])(?: and |, | )?/iy;

/**
 * The wait that a sentence asks for, in milliseconds: `Please try again in 7m12s` (Groq),
 * `… in 20s` (OpenAI), `Please retry in 38.5s` (Gemini), `Please wait 10 seconds` (GitHub).
 *
 * @returns `null` when it asks for none.
 */
export function statedWait(message: string): number | null {
  const found = lead.exec(message);
  if (!found) return null;
  part.lastIndex = found.index + found[0].length;
  let sum = 0;
  for (let match; (match = part.exec(message));) sum += Number(match[1]) * unitOf(match[2]!);
  return sum > 0 ? Math.ceil(sum) : null;
}

function unitOf(name: string): number {
  if (/^(ms|milli)/i.test(name)) return 1;
  const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };
  return 1_000 * seconds[name[0]!.toLowerCase()]!;
}
