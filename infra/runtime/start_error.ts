/**
 * The program can't start, or a command can't be carried out, for a reason that its operator can fix.
 * Printed without a stack trace.
 */
export class StartError extends Error {
  override readonly name = "StartError";
}
