import { fileURLToPath } from "node:url";

const debianPackages = {
  mariadbd: "mariadb-server",
  chromium: "chromium-headless-shell",
  openssl: "openssl",
  nginx: "nginx",
  python3: "python3",
  script: "bsdutils",
  node: "nodejs",
  curl: "curl",
  jq: "jq",
  protoc: "protobuf-compiler",
  grpc_python_plugin: "protobuf-compiler-grpc",
  // Any Python with the module.
  "python3-grpcio": "python3-grpcio",
  go: "golang-go",
  "go-grpc": "golang-google-grpc-dev",
  "go-protobuf": "golang-google-protobuf-dev",
  "go-protobuf-1.5": "golang-github-golang-protobuf-1-5-dev",
  gcc: "gcc",
  // The headers of C's library.
  libc: "libc6-dev",
} as const;

/** A program that some tests need and npm does not have, or a stand-in for one. */
export type Program = keyof typeof debianPackages;

/** A Debian package. */
export type DebianPackage = typeof debianPackages[Program];

/** Whether tests that need a program can run. */
export type Requirement = {
  /** The program's path, or `null`. */
  readonly path: string | null;
  /** For `Deno.test`: true if the tests can't run; they count as ignored, never as passed. */
  readonly ignore: boolean;
};

/** Looked for first: Chromium without windows and menus takes a third less time. */
const lighter: Readonly<Partial<Record<Program, string>>> = {
  chromium: "chromium-headless-shell",
};

/** Go sources, and the files by which they are recognized. */
const goFiles: Readonly<Partial<Record<Program, string>>> = {
  "go-grpc": "google.golang.org/grpc/clientconn.go",
  "go-protobuf": "google.golang.org/protobuf/proto/proto.go",
  // Earlier versions, which may be installed instead, don't have it.
  "go-protobuf-1.5": "github.com/golang/protobuf/proto/registry.go",
};

const HEADER = "/usr/include/stdio.h";

/** The packages from which gRPC clients in Go are built. */
export const GO_PACKAGES = ["go-grpc", "go-protobuf", "go-protobuf-1.5"] as const;

/**
 * Packages that are only unpacked for the tests: installing them would replace others, which may be
 * needed.
 */
export const UNPACKED: readonly DebianPackage[] = ["golang-github-golang-protobuf-1-5-dev"];

/** The folder to which a package is unpacked. */
export function unpackedFolder(name: DebianPackage): string {
  const folder = new URL(`../../../node_modules/.cache/parley/${name}/`, import.meta.url);
  return fileURLToPath(folder);
}

/** The folder in which Go finds the sources of unpacked packages. */
export function unpackedGoPackages(): string[] {
  return UNPACKED.map((name) => `${unpackedFolder(name)}usr/share/gocode`);
}

/** The missing programs, each with its Debian package. */
export function missingPrograms(): { program: Program; debianPackage: DebianPackage }[] {
  return Object.entries(debianPackages)
    .map(([program, debianPackage]) => ({ program: program as Program, debianPackage }))
    .filter(({ program }) => findProgram(program) === null);
}

/**
 * Looks for a program that tests need, on the PATH and in Debian's folders for servers.
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
  if (program === "libc") return [HEADER].find(isFile) ?? null;
  const goFile = goFiles[program];
  if (goFile) return findGoFile(goFile);
  return [lighter[program] ?? program, program].flatMap(findPrograms)[0] ?? null;
}

function findPrograms(program: string): string[] {
  const folders = [...(Deno.env.get("PATH") ?? "").split(":"), "/usr/sbin", "/usr/bin"];
  return folders.map((folder) => `${folder}/${program}`).filter(isFile);
}

function findGoFile(file: string): string | null {
  const places = [...unpackedGoPackages(), "/usr/share/gocode"];
  return places.map((place) => `${place}/src/${file}`).find(isFile) ?? null;
}

function hasGrpc(python: string): boolean {
  const args = ["-c", "import grpc, google.protobuf"];
  return new Deno.Command(python, { args, stderr: "null" }).outputSync().success;
}

/** Whether a path is a file. */
export function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
