import type { Language } from "../domain/accounts/user.ts";

/** Formats numbers and times for a language and a time zone. */
export type Formats = {
  /** IANA name, such as `America/Sao_Paulo`. */
  readonly timeZone: string;
  number(value: number): string;
  /** A short, rounded number, such as `128K`. */
  compact(value: number): string;
  /** A number of bytes with a unit, such as `1.5 GiB`. */
  bytes(value: number): string;
  /** A fraction as a whole percentage: 0.5 is `50%`. */
  percent(value: number): string;
  /** Words in a row, such as `a, b and c`. */
  list(words: readonly string[]): string;
  /** Hours and minutes. */
  time(at: Date): string;
  /** Day, month and year. */
  date(at: Date): string;
  /** Day, month, year, hours and minutes. */
  dateTime(at: Date): string;
  /** Name of the month, and the year. */
  month(at: Date): string;
  /** The day in the time zone as `2026-11-23`, for comparing days. */
  day(at: Date): string;
};

/**
 * Creates the formats of a language.
 *
 * @param timeZone IANA name; an unknown name stands for UTC.
 */
export function createFormats(language: Language, timeZone: string): Formats {
  const zone = isTimeZone(timeZone) ? timeZone : "UTC";
  const number = new Intl.NumberFormat(language);
  const compact = new Intl.NumberFormat(language, { notation: "compact" });
  const rough = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 });
  const percent = new Intl.NumberFormat(language, { style: "percent" });
  const list = new Intl.ListFormat(language);
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
    list: (words) => list.format(words),
    time: times({ timeStyle: "short" }),
    date: times({ dateStyle: "medium" }),
    dateTime: times({ dateStyle: "medium", timeStyle: "short" }),
    month: cachedByDay(times({ month: "long", year: "numeric" })),
    // Swedish dates have the form of ISO 8601.
    day: cachedByDay(times({ dateStyle: "short" }, "sv-SE")),
  };
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

/** Offsets of time zones are multiples of 15 minutes, so all days begin at such a time. */
const QUARTER = 15 * 60_000;

/** Most quarters of an hour in a cache. */
const MAX_CACHED = 5_000;

/** Caches a format: a list formats the same days often, and spends most of its time in `Intl`. */
function cachedByDay(format: (at: Date) => string): (at: Date) => string {
  const cache = new Map<number, string>();
  return (at) => {
    const quarter = Math.floor(at.getTime() / QUARTER);
    let text = cache.get(quarter);
    if (text === undefined) {
      text = format(at);
      if (cache.size >= MAX_CACHED) cache.clear();
      cache.set(quarter, text);
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
