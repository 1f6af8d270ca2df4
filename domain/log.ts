/** Facts that go with a log line. Never secrets, never the text of messages. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** The program's log. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** @param error What was caught; its stack and causes are logged. */
  error(message: string, error?: unknown, fields?: LogFields): void;
}
