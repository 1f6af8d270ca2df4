import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { getHeapStatistics } from "node:v8";
import { type Config, ConfigError } from "../../config/config.ts";
import { sqlitePath } from "../../db/connection/sqlite/path.ts";
import { readTls } from "../../grpc/read_tls.ts";
import { type Finding, ok, problem, reasonOf, warning } from "./finding.ts";

const MIB = 1024 ** 2;

/** Free space below which writing may soon fail, and below which it is worth a warning. */
const DISK = { least: 100 * MIB, usual: 1024 * MIB };

/** Memory below which the program ends when many people use it. */
const LEAST_MEMORY = 256 * MIB;

/** Checks disk space, file rights, certificates and memory. */
export async function checkMachine(config: Config): Promise<Finding[]> {
  const path = sqlitePath(config.databaseUrl);
  const folder = path === null || path === ":memory:" ? null : dirname(path);
  return [
    ...folder ? [await checkFolder(folder)] : [],
    ...await checkEnvFile(),
    ...await checkCertificates(config),
    checkMemory(),
  ];
}

async function checkFolder(folder: string): Promise<Finding> {
  const about = "Data folder";
  const probe = `${folder}/.doctor-${crypto.randomUUID()}`;
  try {
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    await Deno.writeTextFile(probe, "");
    await Deno.remove(probe);
  } catch (error) {
    const advice = "Let the user that runs Parley own the folder, and keep it within data/";
    return problem(about, `${folder} can't be written to: ${reasonOf(error)}`, advice);
  }
  const { bavail, bsize } = await statfs(folder);
  const free = Number(bavail) * Number(bsize);
  const text = `${folder} can be written to, with ${Math.floor(free / MIB)} MiB free`;
  if (free >= DISK.usual) return ok(about, text);
  const advice = "Make room on that disk: questions are refused when it is full";
  return free < DISK.least ? problem(about, text, advice) : warning(about, text, advice);
}

/** On Windows a file has no such mode. */
async function checkEnvFile(): Promise<Finding[]> {
  const mode = (await Deno.stat(".env").catch(() => null))?.mode ?? null;
  if (mode === null) return [];
  if ((mode & 0o077) === 0) return [ok(".env", "Only its owner can read it")];
  return [warning(".env", "Others on this machine can read its secrets", "chmod 600 .env")];
}

async function checkCertificates(config: Config): Promise<Finding[]> {
  if (!config.grpcTls) return [];
  try {
    await readTls(config);
    return [ok("Certificates", "gRPC's can be read, and its key belongs to it")];
  } catch (error) {
    const text = error instanceof ConfigError ? error.problems.join(". ") : reasonOf(error);
    return [problem("Certificates", text, "Put PEM files within certs/, readable for Parley")];
  }
}

/** Deno limits its heap to what the machine or its container has. */
function checkMemory(): Finding {
  const { total, available } = Deno.systemMemoryInfo();
  const heap = getHeapStatistics().heap_size_limit;
  const most = Math.min(total, heap);
  const text = `${mib(available)} of ${mib(total)} available; Deno's heap may take ${mib(heap)}`;
  if (most >= LEAST_MEMORY && available >= LEAST_MEMORY) return ok("Memory", text);
  return warning("Memory", text, `Give Parley at least ${mib(LEAST_MEMORY)}`);
}

function mib(bytes: number): string {
  return `${Math.floor(bytes / MIB)} MiB`;
}
