/** Sizes in a write-ahead log: https://sqlite.org/fileformat2.html#walformat */
const HEADER = 32;
const FRAME_HEADER = 24;

/** Counts the commits in a SQLite file's write-ahead log since the log was last started over. */
export async function countCommits(path: string): Promise<number> {
  const log = new DataView((await Deno.readFile(`${path}-wal`)).buffer);
  if (log.byteLength < HEADER) return 0;
  const pageSize = log.getUint32(8);
  const salts = log.getBigUint64(16);
  let commits = 0;
  for (let at = HEADER; at < log.byteLength; at += FRAME_HEADER + pageSize) {
    // What follows is from before that.
    if (log.getBigUint64(at + 8) !== salts) break;
    const sizeAfterCommit = log.getUint32(at + 4);
    if (sizeAfterCommit > 0) commits++;
  }
  return commits;
}
