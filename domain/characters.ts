/** Whether a place in a text is in the middle of a character. */
export function isInsideCharacter(text: string, place: number): boolean {
  return isFirstHalf(text.charCodeAt(place - 1)) && isSecondHalf(text.charCodeAt(place));
}

/** A place at which a text can be cut: this one, or the one before it, where a character begins. */
export function cutPlace(text: string, place: number): number {
  return isInsideCharacter(text, place) ? place - 1 : place;
}

/**
 * A text without a last character of which only the first half is there. JavaScript counts UTF-16 code
 * units, of which an emoji takes two, a surrogate pair; half of one alone is stored and sent as U+FFFD.
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
