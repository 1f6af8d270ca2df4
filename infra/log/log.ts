import type { Clock } from "../../domain/clock.ts";
import type { Log, LogFields } from "../../domain/log.ts";

/** From the most detailed to the least. */
const levels = ["debug", "info", "warn", "error"] as const;

/** The lowest level that is logged. */
export type LogLevel = typeof levels[number];

/** A line of the log before it is formatted. */
type Entry = {
  readonly time: Date;
  readonly level: LogLevel;
  readonly message: string;
  readonly error?: unknown;
  readonly fields: LogFields;
};

/** How the log is written. */
export type LogOptions = {
  readonly level: LogLevel;
  /** `text` for people, `json` (one object a line) for programs. */
  readonly format: "text" | "json";
  /** Texts to replace with `***` wherever they appear, such as in an error's message. */
  readonly secrets: readonly string[];
  readonly clock: Pick<Clock, "now">;
  /** Writes a finished line, given without its line end. */
  readonly write: (line: string, level: LogLevel) => void;
};

/** Shorter secrets are not masked: that would mask ordinary words. */
const SHORTEST_SECRET = 4;

/** A secret that is cut off is masked from half its length on, if that isn't less than this. */
const SHORTEST_PART = 8;

/** Makes the program's log. */
export function createLog(options: LogOptions): Log {
  const formatEntry = options.format === "json" ? formatJson : formatText;
  const secrets = options.secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);

  function log(level: LogLevel, message: string, fields: LogFields = {}, error?: unknown) {
    if (levels.indexOf(level) < levels.indexOf(options.level)) return;
    const line = formatEntry({ time: options.clock.now(), level, message, error, fields });
    options.write(secrets.reduce(masked, line), level);
  }

  return {
    debug: (message, fields) => log("debug", message, fields),
    info: (message, fields) => log("info", message, fields),
    warn: (message, fields) => log("warn", message, fields),
    error: (message, error, fields) => log("error", message, fields, error),
  };
}

/** The line without the secret, also where an excerpt of another's text ends within it. */
function masked(line: string, secret: string): string {
  const start = secret.slice(0, Math.max(SHORTEST_PART, Math.ceil(secret.length / 2)));
  let text = "";
  let from = 0;
  for (let at; (at = line.indexOf(start, from)) >= 0;) {
    text += line.slice(from, at) + "***";
    from = at + start.length;
    while (from - at < secret.length && line[from] === secret[from - at]) from++;
  }
  return text + line.slice(from);
}

function formatText({ time, level, message, error, fields }: Entry): string {
  const facts = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) =>
      `  ${name}=${/^[\w.:/-]+$/.test(`${value}`) ? value : JSON.stringify(value)}`
    );
  const line = `${time.toISOString().slice(11, 19)}  ${level.padEnd(5)}  ${message}`;
  const causes = causesOf(error).map(({ stack }) => `\n${stack.replaceAll(/^/gm, "    ")}`);
  return line + facts.join("") + causes.join("");
}

function formatJson({ time, level, message, error, fields }: Entry): string {
  const causes = causesOf(error);
  const own = { time, level, message, ...causes.length > 0 && { error: causes } };
  // Twice: first so that these come first, last so that no field overrides them.
  return JSON.stringify({ ...own, ...fields, ...own });
}

/** The error and its causes, outermost first. A circular chain ends where it repeats. */
function causesOf(error: unknown): { name: string; message: string; stack: string }[] {
  const seen = new Set<unknown>();
  while (error !== undefined && error !== null && !seen.has(error)) {
    seen.add(error);
    error = error instanceof Error ? error.cause : undefined;
  }
  return [...seen].map((cause) => {
    const text = String(cause);
    if (!(cause instanceof Error)) return { name: typeof cause, message: text, stack: text };
    return { name: cause.name, message: cause.message, stack: cause.stack ?? text };
  });
}
