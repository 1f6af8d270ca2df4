/**
 * What other programs' chats have that chats here can't.
 *
 * - `pictures`, `recordings`, `files`: exports name them, and don't have them
 * - `thoughts`: what a model thought before it answered
 * - `toolSteps`: what was said to tools, and what they answered
 * - `others`: parts of a kind that isn't known
 */
export const OMITTED_KINDS = [
  ...["pictures", "recordings", "files", "thoughts", "toolSteps", "others"] as const,
] as const;

/** One of {@link OMITTED_KINDS}. */
export type OmittedKind = typeof OMITTED_KINDS[number];

/** How much of each kind was left out. */
export type Omissions = Readonly<Record<OmittedKind, number>>;

/** Counts what is left out. @returns `null` where it is nothing. */
export function countOmissions(kinds: Iterable<OmittedKind>): Omissions | null {
  const counts = Object.fromEntries(OMITTED_KINDS.map((kind) => [kind, 0])) as Record<
    OmittedKind,
    number
  >;
  let isNone = true;
  for (const kind of kinds) {
    counts[kind]++;
    isNone = false;
  }
  return isNone ? null : counts;
}

/** Both together. */
export function addOmissions(one: Omissions | null, other: Omissions | null): Omissions | null {
  if (!one || !other) return one ?? other;
  const sums = OMITTED_KINDS.map((kind) => [kind, one[kind] + other[kind]]);
  return Object.fromEntries(sums) as Omissions;
}
