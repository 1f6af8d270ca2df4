import { createRequire } from "node:module";
import { arch, platform } from "node:process";

/** `buf`, a gRPC client in Go, from npm's package for this machine. */
export type Buf = {
  /** For `Deno.test`: true if npm has no binary for this machine. */
  readonly ignore: boolean;
  /** Its path, or `null`. */
  readonly path: string | null;
  /** Runs it. */
  run(...args: string[]): Promise<{ success: boolean; stdout: string; stderr: string }>;
};

/**
 * Finds `buf` among the optional dependencies of `@bufbuild/buf`.
 *
 * @throws {Error} when it is missing and `CI=true`.
 */
export function findBuf(): Buf {
  const path = binaryPath();
  if (path === null) {
    const advice = `@bufbuild/buf has no binary for ${platform} on ${arch}: run deno install`;
    if (Deno.env.get("CI") === "true") throw new Error(advice);
    console.warn(`${advice}; its tests are ignored`);
  }
  return {
    ignore: path === null,
    path,
    async run(...args) {
      const { success, stdout, stderr } = await new Deno.Command(path!, { args }).output();
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      return { success, stdout: text(stdout), stderr: text(stderr) };
    },
  };
}

function binaryPath(): string | null {
  const machine = platform === "linux" && arch === "arm64" ? "aarch64" : arch;
  const name = platform === "win32" ? "buf.exe" : "buf";
  try {
    const buf = createRequire(import.meta.url).resolve("@bufbuild/buf/package.json");
    return createRequire(buf).resolve(`@bufbuild/buf-${platform}-${machine}/bin/${name}`);
  } catch {
    return null;
  }
}
