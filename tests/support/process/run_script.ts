const root = new URL("../../../", import.meta.url);

/** Options for running a script. */
export type ScriptOptions = { readonly args?: string[]; readonly env?: Record<string, string> };

/** Runs a script that may import the program, with only the permissions in `args`. */
export async function runScript(script: string, { args = [], env = {} }: ScriptOptions = {}) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", ...args, "-"],
    cwd: root,
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  await new Blob([script]).stream().pipeTo(child.stdin);
  const { code, stderr } = await child.output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}
