import type { Language } from "../domain/accounts/user.ts";

/** How numbers and times are written in a language, and in which time zone. */
export type Formats = {
  /** IANA name, such as `America/Sao_Paulo`. */
  readonly timeZone: string;
  number(value: number): string;
  /** A rounded number in few characters, such as `128K`. */
  compact(value: number): string;
  /** A number of bytes with a unit, such as `1.5 GiB`. */
  bytes(value: number): string;
  /** A share of 1, as whole per cent. */
  percent(value: number): string;
  /** Hours and minutes. */
  time(at: Date): string;
  /** Day, month and year. */
  date(at: Date): string;
  /** Day, month, year, hours and minutes. */
  dateTime(at: Date): string;
  /** The month by name, with its year. */
  month(at: Date): string;
  /** The day in the time zone as `2026-11-23`, to compare days with. */
  day(at: Date): string;
};

/**
 * Makes the formats of a language.
 *
 * @param timeZone As browsers name theirs; UTC in place of one that isn't known.
 */
export function createFormats(language: Language, timeZone: string): Formats {
  const zone = isTimeZone(timeZone) ? timeZone : "UTC";
  const number = new Intl.NumberFormat(language);
  const compact = new Intl.NumberFormat(language, { notation: "compact" });
  const rough = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 });
  const percent = new Intl.NumberFormat(language, { style: "percent" });
  const times = (options: Intl.DateTimeFormatOptions, locale: string = language) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
    return (at: Date) => format.format(at);
  };
  return {
    timeZone: zone,
    number: (value) => number.format(value),
    compact: (value) => compact.format(value),
    bytes(value) {
      const unit = Math.min(Math.floor(Math.log2(Math.max(1, value)) / 10), UNITS.length - 1);
      return `${rough.format(value / 1024 ** unit)} ${UNITS[unit]}`;
    },
    percent: (value) => percent.format(value),
    time: times({ timeStyle: "short" }),
    date: times({ dateStyle: "medium" }),
    dateTime: times({ dateStyle: "medium", timeStyle: "short" }),
    month: remembered(times({ month: "long", year: "numeric" })),
    // Sweden writes dates as ISO 8601 does.
    day: remembered(times({ dateStyle: "short" }, "sv-SE")),
  };
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

/** In every time zone days begin at a quarter of an hour. */
const QUARTER = 15 * 60_000;

/** Most quarters of an hour whose day is remembered. */
const MAX_REMEMBERED = 5_000;

/** Lists ask for the same days again and again, and `Intl` takes longer than all else that lists do. */
function remembered(format: (at: Date) => string): (at: Date) => string {
  const known = new Map<number, string>();
  return (at) => {
    const quarter = Math.floor(at.getTime() / QUARTER);
    let text = known.get(quarter);
    if (text === undefined) {
      text = format(at);
      if (known.size >= MAX_REMEMBERED) known.clear();
      known.set(quarter, text);
    }
    return text;
  };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
