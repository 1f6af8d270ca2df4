/**
 * Kinds of content that other programs' chats have and chats here can't have.
 *
 * - `pictures`, `recordings`, `files`: exports only name them, without their contents
 * - `thoughts`: what a model thought before it answered
 * - `toolSteps`: calls of tools, and their results
 * - `others`: parts of unknown kinds
 */
export const OMITTED_KINDS = [
  ...["pictures", "recordings", "files", "thoughts", "toolSteps", "others"] as const,
] as const;

/** One of {@link OMITTED_KINDS}. */
export type OmittedKind = typeof OMITTED_KINDS[number];

/** How much of each kind was left out. */
export type Omissions = Readonly<Record<OmittedKind, number>>;

/** Counts what is left out. @returns `null` when nothing is. */
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

/** The sum of two counts. */
export function addOmissions(one: Omissions | null, other: Omissions | null): Omissions | null {
  if (!one || !other) return one ?? other;
  const sums = OMITTED_KINDS.map((kind) => [kind, one[kind] + other[kind]]);
  return Object.fromEntries(sums) as Omissions;
}
