/**
 * Sums up line coverage by top-level folder.
 *
 * @param folder Where `deno test --coverage` put its data.
 * @returns A line for each folder and one for all.
 */
export async function coverageByFolder(folder: string): Promise<string> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["coverage", "--lcov", "--exclude=/(tests|node_modules)/", folder],
    stderr: "null",
  }).output();
  return success ? formatCoverage(new TextDecoder().decode(stdout)) : "  not known";
}

function formatCoverage(lcov: string): string {
  const folders = new Map<string, { found: number; hit: number }>();
  for (const [, path = "", record = ""] of lcov.matchAll(/^SF:(.*?)$(.*?)^end_of_record/gms)) {
    // Packages that workers load from the cache are none of ours.
    if (!path.startsWith(root)) continue;
    const name = path.slice(root.length).split("/").slice(0, -1)[0] ?? path.slice(root.length);
    for (const key of [name, "all"]) {
      const lines = folders.get(key) ?? { found: 0, hit: 0 };
      lines.found += Number(record.match(/^LF:(\d+)/m)?.[1] ?? 0);
      lines.hit += Number(record.match(/^LH:(\d+)/m)?.[1] ?? 0);
      folders.set(key, lines);
    }
  }
  const rows = [...folders].sort(([a], [b]) => Number(a === "all") - Number(b === "all"));
  return rows.map(([name, { found, hit }]) =>
    `${name.padEnd(10)} ${(100 * hit / found).toFixed(1).padStart(5)} % of ${found}`
  ).join("\n");
}

/** Path of the project's folder, with a slash at its end. */
const root = new URL("../../../", import.meta.url).pathname;
