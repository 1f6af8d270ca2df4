import { fileURLToPath } from "node:url";
import { GO_PACKAGES, requireProgram, unpackedGoPackages } from "../suite/requirements.ts";
import { runProgram } from "../process/run_program.ts";

const go = requireProgram("go");
const packages = GO_PACKAGES.map(requireProgram);

/** Whether Go, or a package that clients of gRPC need, is missing. */
export const isGoMissing: boolean = [go, ...packages].some(({ ignore }) => ignore);

const SYSTEM = "/usr/share/gocode";
const GRPC = `${SYSTEM}/src/google.golang.org/grpc`;

/** Go's build cache, kept for the next run. */
const cache = fileURLToPath(
  new URL("../../../node_modules/.cache/parley/go-build", import.meta.url),
);

const supplements = fileURLToPath(new URL("./go/", import.meta.url));

/**
 * Builds packages from Debian's sources, without the network and without modules, which would fetch
 * others. Files that Debian's older grpc-go lacks are added to it.
 *
 * @param path A workspace with further packages to build, by their paths under `src`.
 * @param output The program, or with a slash at its end the folder of several.
 */
export async function buildGo(path: string, output: string, ...names: string[]): Promise<void> {
  const overlay = `${path}/overlay.json`;
  await Deno.writeTextFile(overlay, JSON.stringify({ Replace: await missingParts() }));
  await runProgram(go.path!, {
    args: ["build", "-overlay", overlay, "-o", output, ...names],
    cwd: path,
    env: {
      GOPATH: [path, ...unpackedGoPackages(), SYSTEM].join(":"),
      GO111MODULE: "off",
      GOPROXY: "off",
      GOTOOLCHAIN: "local",
      GOFLAGS: "",
      // Without a C compiler.
      CGO_ENABLED: "0",
      GOCACHE: cache,
    },
  });
}

/** Files of later versions of grpc-go, by their path. */
async function missingParts(): Promise<Record<string, string>> {
  const parts: Record<string, string> = {};
  const main = await Deno.readTextFile(`${GRPC}/clientconn.go`);
  if (!main.includes("func NewClient(")) {
    parts[`${GRPC}/new_client.go`] = `${supplements}new_client.go`;
  }
  const insecure = `${GRPC}/credentials/insecure/insecure.go`;
  if (!await Deno.stat(insecure).then(() => true, () => false)) {
    parts[insecure] = `${supplements}insecure.go`;
  }
  return parts;
}
