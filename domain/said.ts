/** What a sentence may mention: several sentences are put one after the other. */
export type SaidValue = string | number | Said | readonly Said[];

/**
 * A sentence for a person, in English, of which other languages have a translation: they know it by its
 * template. Made by {@link said}; what is new has to be translated in `views/texts/errors.ts`.
 */
export class Said {
  /** The sentence with `{0}`, `{1}` … in the place of the values. */
  readonly template: string;
  readonly values: readonly SaidValue[];

  constructor(template: string, values: readonly SaidValue[]) {
    this.template = template;
    this.values = values;
  }

  /** In English. */
  toString(): string {
    return fillIn(this.template, this.values.map(inEnglish));
  }
}

/** Makes a {@link Said} of a template literal. */
export function said(strings: TemplateStringsArray, ...values: SaidValue[]): Said {
  return new Said(
    strings.reduce((before, after, index) => `${before}{${index - 1}}${after}`),
    values,
  );
}

/** A template with its values in their places. */
export function fillIn(template: string, values: readonly string[]): string {
  return template.replace(/\{(\d+)\}/g, (_, index) => values[Number(index)] ?? "");
}

function inEnglish(value: SaidValue): string {
  return Array.isArray(value) ? value.join(". ") : String(value);
}
