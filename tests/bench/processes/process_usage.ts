/** Resident memory of a process, in megabytes, as Linux reports it. */
export async function residentMegabytes(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

/** Clock ticks of `/proc` in a second: `sysconf(_SC_CLK_TCK)`, 100 on every Linux of today. */
const TICKS = 100;

/**
 * CPU time that a process has taken so far, in seconds.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  // The name of the program, second and in parentheses, can have spaces.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [user, system] = [fields[11], fields[12]];
  return (Number(user) + Number(system)) / TICKS;
}
