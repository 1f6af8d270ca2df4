/** A value in a sentence. An array of sentences is joined into one text. */
export type SaidValue = string | number | Said | readonly Said[];

/**
 * A sentence for a person, in English. Translations are looked up by its template, so each new
 * sentence needs one in `views/texts/errors.ts`. Made by {@link said}.
 */
export class Said {
  /** The sentence with `{0}`, `{1}` … in place of the values. */
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

/** Makes a {@link Said} from a template literal. */
export function said(strings: TemplateStringsArray, ...values: SaidValue[]): Said {
  return new Said(
    strings.reduce((before, after, index) => `${before}{${index - 1}}${after}`),
    values,
  );
}

/** A template with its values filled in. */
export function fillIn(template: string, values: readonly string[]): string {
  return template.replace(/\{(\d+)\}/g, (_, index) => values[Number(index)] ?? "");
}

function inEnglish(value: SaidValue): string {
  return Array.isArray(value) ? value.join(". ") : String(value);
}
