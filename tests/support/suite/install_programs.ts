import {
  type DebianPackage,
  isFile,
  missingPrograms,
  UNPACKED,
  unpackedFolder,
} from "./requirements.ts";

// Run as a program, this file installs them beside other work.
if (import.meta.main) await installMissingPrograms();

/** Installs missing programs if that is possible: as root on Debian or Ubuntu. */
export async function installMissingPrograms(): Promise<void> {
  const packages = missingPrograms().map(({ debianPackage }) => debianPackage);
  if (packages.length === 0) return;
  if (Deno.uid() !== 0 || !isFile("/usr/bin/apt-get")) {
    console.warn(`Some tests need ${packages.join(" and ")}. On Debian or Ubuntu:`);
    console.warn(`  sudo apt-get install ${packages.join(" ")}\n`);
    return;
  }
  console.log(`Installing ${packages.join(" and ")} for the tests`);
  await aptGet(["update", "-qq"]);
  const [unpacked = [], installed = []] = [true, false].map((isUnpacked) =>
    packages.filter((name) => UNPACKED.includes(name) === isUnpacked)
  );
  if (installed.length > 0) {
    await aptGet(["install", "-qq", "--yes", "--no-install-recommends", ...installed]);
  }
  for (const name of unpacked) await unpack(name);
}

async function aptGet(args: string[], cwd?: string): Promise<void> {
  // The tests start their own server: RUNLEVEL=1 keeps the package from starting one.
  const env = { DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  const options = { args, env, cwd, stdout: "null" } as const;
  const { success } = await new Deno.Command("apt-get", options).output();
  if (!success) console.warn(`apt-get ${args.join(" ")} failed`);
}

async function unpack(name: DebianPackage): Promise<void> {
  const cwd = unpackedFolder(name);
  await Deno.mkdir(cwd, { recursive: true });
  await aptGet(["download", "-qq", name], cwd);
  for await (const file of Deno.readDir(cwd)) {
    if (!file.name.endsWith(".deb")) continue;
    await new Deno.Command("dpkg", { args: ["-x", file.name, "."], cwd }).output();
  }
}
