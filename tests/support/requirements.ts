const debianPackages = {
  mariadbd: "mariadb-server",
  chromium: "chromium",
  openssl: "openssl",
  nginx: "nginx",
  python3: "python3",
  script: "bsdutils",
  node: "nodejs",
  curl: "curl",
  jq: "jq",
  protoc: "protobuf-compiler",
  grpc_python_plugin: "protobuf-compiler-grpc",
  // Any Python that has the module.
  "python3-grpcio": "python3-grpcio",
} as const;

/** A program that some tests need and npm does not bring. */
export type Program = keyof typeof debianPackages;

/** Whether tests that need a program can run. */
export type Requirement = {
  /** Where the program is, or `null`. */
  readonly path: string | null;
  /** For `Deno.test`: true where the tests can't run, which then count as ignored, never as passed. */
  readonly ignore: boolean;
};

/** The programs that are missing, with the Debian package that brings each. */
export function missingPrograms(): { program: Program; debianPackage: string }[] {
  return Object.entries(debianPackages)
    .map(([program, debianPackage]) => ({ program: program as Program, debianPackage }))
    .filter(({ program }) => findProgram(program) === null);
}

/**
 * Looks for a program that tests need, on the PATH and where Debian puts servers.
 *
 * @throws {Error} when it is missing and `CI=true`, naming the Debian package to install.
 */
export function requireProgram(program: Program): Requirement {
  const path = findProgram(program);
  if (path) return { path, ignore: false };
  const advice = `${program} is missing: install Debian's package ${debianPackages[program]}`;
  if (Deno.env.get("CI") === "true") throw new Error(advice);
  console.warn(`${advice}; its tests are ignored`);
  return { path: null, ignore: true };
}

function findProgram(program: Program): string | null {
  if (program === "python3-grpcio") return findPrograms("python3").find(hasGrpc) ?? null;
  return findPrograms(program)[0] ?? null;
}

function findPrograms(program: string): string[] {
  const folders = [...(Deno.env.get("PATH") ?? "").split(":"), "/usr/sbin", "/usr/bin"];
  return folders.map((folder) => `${folder}/${program}`).filter(isFile);
}

function hasGrpc(python: string): boolean {
  const args = ["-c", "import grpc, google.protobuf"];
  return new Deno.Command(python, { args, stderr: "null" }).outputSync().success;
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
