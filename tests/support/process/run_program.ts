/** Runs a program to its end. @throws {Error} with its output when it fails. */
export async function runProgram(program: string, options: Deno.CommandOptions): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, options).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) throw new Error(`${program} failed: ${text(stdout)}${text(stderr)}`);
  return text(stdout);
}
