/** A source tree whose Parley is measured: this one, or another one beside it. */
export type Tree = {
  readonly root: URL;
  /** What a subject of this tree is called. */
  label(name: string): string;
};

/** This file's tree and, if a folder is given, the one there, which must be installed. */
export function treesOf(beside: string | undefined): readonly Tree[] {
  const own = { root: new URL("../../", import.meta.url), label: (name: string) => name };
  if (beside === undefined) return [own];
  return [own, { root: new URL(`file://${Deno.realPathSync(beside)}/`), label: besideName }];
}

/** What the same subject of the other tree is called. */
export function besideName(name: string): string {
  return `${name}, beside`;
}
