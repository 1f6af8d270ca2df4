/** Why the program can't start, in words for its operator; no bug, so no stack is shown. */
export class StartError extends Error {
  override readonly name = "StartError";
}
