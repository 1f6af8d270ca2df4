/** A small disk in memory. Disposing it unmounts it once it is not in use any more. */
export type MemoryDisk = AsyncDisposable & { readonly path: string };

/** Whether tests may mount disks on this machine: as root, outside of most containers. */
export const canMountMemory: boolean = await tryToMount();

/** Mounts a disk of this many bytes. */
export async function mountMemory(bytes: number): Promise<MemoryDisk> {
  const path = await Deno.makeTempDir({ prefix: "parley-disk-" });
  await run("mount", "-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", path);
  return {
    path,
    async [Symbol.asyncDispose]() {
      await run("umount", path);
      await Deno.remove(path);
    },
  };
}

async function tryToMount(): Promise<boolean> {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return false;
  try {
    await using _ = await mountMemory(64 * 1024);
    return true;
  } catch {
    return false;
  }
}

async function run(command: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args, stderr: "piped" }).output();
  if (!success) throw new Error(`${command}: ${new TextDecoder().decode(stderr)}`);
}
