/** Wrong arguments of a command. Each problem is a line of the message. */
export class UsageError extends Error {
  override readonly name = "UsageError";

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
  }
}
