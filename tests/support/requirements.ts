const debianPackages = {
  mariadbd: "mariadb-server",
  chromium: "chromium",
} as const;

/** A program that some tests need and npm does not bring. */
export type Requirement = {
  /** Where the program is, or `null`. */
  readonly path: string | null;
  /** For `Deno.test`: true where the tests can't run, which then count as ignored, never as passed. */
  readonly ignore: boolean;
};

/**
 * Looks for a program that tests need, on the PATH and where Debian puts servers.
 *
 * @throws {Error} when it is missing and `CI=true`, naming the Debian package to install.
 */
export function requireProgram(name: keyof typeof debianPackages): Requirement {
  const folders = [...(Deno.env.get("PATH") ?? "").split(":"), "/usr/sbin", "/usr/bin"];
  const path = folders.map((folder) => `${folder}/${name}`).find(isFile) ?? null;
  if (path) return { path, ignore: false };
  const advice = `${name} is missing: install Debian's package ${debianPackages[name]}`;
  if (Deno.env.get("CI") === "true") throw new Error(advice);
  console.warn(`${advice}; its tests are ignored`);
  return { path: null, ignore: true };
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
