import { type Said, said } from "../said.ts";

/** Longest address that SMTP can carry (RFC 5321, 4.5.3.1.3). */
export const MAX_EMAIL_LENGTH = 254;

/**
 * Scripts that may be mixed in one word: "Highly Restrictive" of UTS #39, 5.2, over the scripts
 * that UAX #31 recommends for names (table 5).
 */
const ALPHABETS = [
  ...[["Latn", "Hani", "Hira", "Kana"], ["Latn", "Hani", "Bopo"], ["Latn", "Hani", "Hang"]],
  ...["Arab", "Armn", "Beng", "Cyrl", "Deva", "Ethi", "Geor", "Grek", "Gujr", "Guru", "Hebr"],
  ...[
    "Khmr",
    "Knda",
    "Laoo",
    "Mlym",
    "Mymr",
    "Orya",
    "Sinh",
    "Taml",
    "Telu",
    "Thaa",
    "Thai",
    "Tibt",
  ],
].map((scripts) => {
  const classes = [scripts, "Zyyy", "Zinh"].flat().map((script) => `\\p{scx=${script}}`);
  return new RegExp(`^[${classes.join("")}]*$`, "u");
});

/** Combining marks that can go on any letter, from the Unicode blocks of that name. */
const DIACRITIC = /[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/;

/**
 * Cyrillic, Greek and Armenian small letters that look like Latin ones (confusables.txt of UTS #39,
 * and the ones that Chromium lists in `idn_spoof_checker.cc`).
 */
const LOOK_ALIKES = "аеорсухіјѕԁһӏԛԝүҽѵѡԍкпгьъыю" + "αγικνρσςυωηοτ" + "ագզէլհյոսւօցք";

const LOOK_ALIKE = new RegExp(`[${LOOK_ALIKES}]`);

/**
 * An address in which every letter is Latin or looks like it: whole words can pass for Latin ones.
 */
const SEEMS_LATIN = new RegExp(`^[\\P{L}\\p{Script=Latin}${LOOK_ALIKES}]*$`, "u");

/** An e-mail address as it is stored and looked up. */
export function normalizeEmail(email: string): string {
  return email.toWellFormed().trim().normalize("NFC").toLowerCase().normalize("NFC");
}

/**
 * What is wrong with a normalized address for a new or changed account, or `null`. Refuses
 * addresses that could never be delivered to, by the HTML standard's own check, and addresses that
 * could be mistaken for another.
 */
export function checkEmail(email: string): Said | null {
  if (email.length > MAX_EMAIL_LENGTH) return notAnAddress();
  const hidden = /[\p{C}\p{Default_Ignorable_Code_Point}\u2800]/u.exec(email)?.[0];
  if (hidden) return said`Leave out the character ${codePoint(hidden)}, which cannot be seen`;
  if (!/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(email)) return notAnAddress();
  // NFKC turns full-width, circled and other variants into ordinary letters.
  const variant = [...email].find((character) =>
    character > "\x7f" &&
    (character !== character.normalize("NFKC") || !/[\p{L}\p{M}\p{N}]/u.test(character))
  );
  if (variant) {
    return said`Leave out the character ${variant} (${
      codePoint(variant)
    }), which looks like another`;
  }
  // In NFC, a letter and accent that a language uses together are one character; other marks are
  // rare.
  const mark = DIACRITIC.exec(email)?.[0];
  if (mark) {
    return said`Leave out the mark ${codePoint(mark)}, which makes a letter look like another`;
  }
  const parts = partsOf(email);
  const mixed = parts.find((part) => !isOfOneAlphabet(part));
  if (mixed !== undefined) {
    return said`Write ${mixed} in letters of one alphabet; letters of different alphabets look alike`;
  }
  const lookAlike = SEEMS_LATIN.test(decomposed(email)) &&
    parts.find((part) => LOOK_ALIKE.test(decomposed(part)));
  return lookAlike ? said`Write ${lookAlike} in Latin letters; its own only look like them` : null;
}

function isOfOneAlphabet(text: string): boolean {
  return ALPHABETS.some((alphabet) => alphabet.test(text));
}

/** A text with each accent as a character of its own, which is not a letter. */
function decomposed(text: string): string {
  return text.normalize("NFD");
}

/** The part before the @, and each label of the domain. */
function partsOf(email: string): string[] {
  const at = email.lastIndexOf("@");
  return [email.slice(0, at), ...email.slice(at + 1).split(".")];
}

function notAnAddress(): Said {
  return said`Enter an e-mail address like ${"name@example.com"}`;
}

/** As Unicode writes it, such as `U+200B`. */
function codePoint(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
}
