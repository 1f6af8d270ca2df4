/** An error as it is sent between threads, which would lose its further properties. */
export type PlainError = {
  readonly message: string;
  readonly stack?: string;
  /** The driver's code, such as `ERR_SQLITE_ERROR`. */
  readonly code?: unknown;
  /** SQLite's result code: https://sqlite.org/rescode.html */
  readonly errcode?: unknown;
};

/** Takes an error apart. */
export function toPlain(error: unknown): PlainError {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, stack, code, errcode } = error as Error & PlainError;
  return { message, stack, code, errcode };
}

/** Makes an error that looks like the one that was taken apart. */
export function fromPlain({ message, ...others }: PlainError): Error {
  return Object.assign(new Error(message), others);
}
