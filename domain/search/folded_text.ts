import { cutPlace } from "../characters.ts";

/** Combining marks, such as accents, and variation selectors. */
const marks = /[\u0300-\u036f\ufe00-\ufe0f]+/g;

/**
 * Segments that fold the same alone as within a text: a run of ASCII, a Hangul syllable in parts, a
 * character with its marks.
 */
const segments = /[\0-\x7f]+|[\u1100-\u11ff]+|\P{M}\p{M}*|\p{M}+/gu;

/**
 * Text as search compares it: without case, accents and compatibility forms, and with every kind of
 * white space as a space.
 */
export function foldText(text: string): string {
  return [...foldPieces(text)].join("");
}

/**
 * UTF-16 code units folded at a time: Unicode normalization takes quadratic time on a run of marks.
 */
const PIECE = 1_000;

/** Folds a text in pieces, each of which takes a short time. */
export function* foldPieces(text: string): Iterable<string> {
  for (let from = 0; from < text.length;) {
    const to = endOfPiece(text, from);
    yield foldPiece(text.slice(from, to));
    from = to;
  }
}

/** A piece ends before a space if it has one. */
function endOfPiece(text: string, from: number): number {
  const end = from + PIECE;
  if (end >= text.length) return text.length;
  const space = lastSpace(text.slice(from, end));
  if (space > 0) return from + space;
  return cutPlace(text, end);
}

function foldPiece(text: string): string {
  const folded = isAscii(text) ? text.toLowerCase() : foldUnicode(text);
  return folded.replace(/\s/g, " ");
}

function lastSpace(text: string): number {
  return Math.max(text.lastIndexOf(" "), text.lastIndexOf("\n"));
}

function foldUnicode(text: string): string {
  return text.normalize("NFKD").toLowerCase().replace(marks, "").normalize("NFC")
    .replaceAll("ς", "σ");
}

function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}

/** Folded text with the positions of its parts in the original. */
export type PositionedText = {
  readonly text: string;
  /** For each UTF-16 code unit of `text`, and for its end, the position in the original. */
  readonly positions: readonly number[];
};

/** Folds text like {@link foldText}, and keeps the positions. */
export function foldWithPositions(original: string): PositionedText {
  let text = "";
  const positions: number[] = [];
  for (const { 0: segment, index } of original.matchAll(segments)) {
    const folded = foldText(segment);
    const isRun = folded.length === segment.length;
    for (let i = 0; i < folded.length; i++) positions.push(isRun ? index + i : index);
    text += folded;
  }
  positions.push(original.length);
  return { text, positions };
}
