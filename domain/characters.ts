/** Whether a position in a text splits a surrogate pair. */
export function isInsideCharacter(text: string, place: number): boolean {
  return isFirstHalf(text.charCodeAt(place - 1)) && isSecondHalf(text.charCodeAt(place));
}

/** Where to cut a text: at this position, or one earlier when it would split a surrogate pair. */
export function cutPlace(text: string, place: number): number {
  return isInsideCharacter(text, place) ? place - 1 : place;
}

/**
 * A text without a lone first half of a surrogate pair at its end. JavaScript counts UTF-16 code
 * units, and an emoji takes two of them, a surrogate pair; half of one would be stored and sent as
 * U+FFFD.
 */
export function wholeCharacters(text: string): string {
  return isFirstHalf(text.charCodeAt(text.length - 1)) ? text.slice(0, -1) : text;
}

function isFirstHalf(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isSecondHalf(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
