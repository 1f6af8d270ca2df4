import { coverageByFolder } from "./coverage_report.ts";
import { startTestServer } from "../databases/mariadb.ts";
import { type DebianPackage, missingPrograms, UNPACKED, unpackedFolder } from "./requirements.ts";
import { readTestReport, type SuiteResult } from "./test_report.ts";

// Behind `deno task test`: gets what the tests need besides npm packages, runs them all, and sums
// up. Arguments (files, folders, options) go to `deno test`.

/** Longer than all tests take on two busy cores; a test that hangs must not hang its caller. */
const TIME_LIMIT_MS = 60 * 60_000;

/** How many of the slowest tests are named. */
const SLOWEST = 20;

/** Files that measure the time or the rows that something takes; nothing else may run beside them. */
const ALONE = [
  "tests/infra/tokens/tiktoken_tokenizer_test.ts",
  "tests/infra/db/answers/turn_cost_test.ts",
];

/** Suites that mostly wait for browsers and processes of their own, whose lines nobody counts. */
const AROUND = ["tests/browser", "tests/clients", "tests/faults", "tests/security", "tests/soak"];

/** The sum of no suites. */
const nothing: SuiteResult = {
  name: "all",
  passed: 0,
  failed: 0,
  skipped: 0,
  failures: [],
  times: [],
};

/** Files at a time: one more than there are cores, since many tests wait for processes. */
const JOBS = navigator.hardwareConcurrency + 1;

if (import.meta.main) {
  if (!Deno.args.includes("--no-install")) await installMissingPrograms();
  Deno.exit(await runTests(Deno.args.filter((arg) => arg !== "--no-install")));
}

/** Installs missing programs where that is allowed and simple: as root on Debian or Ubuntu. */
async function installMissingPrograms(): Promise<void> {
  const packages = missingPrograms().map(({ debianPackage }) => debianPackage);
  if (packages.length === 0) return;
  if (Deno.uid() !== 0 || !await exists("/usr/bin/apt-get")) {
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
  // The tests start a server of their own: RUNLEVEL=1 keeps the package from starting one.
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

/** @returns the exit code: 0 when every test that could run passed. */
async function runTests(args: readonly string[]): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "parley-tests-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const coverage = `${folder}/coverage`;
  const isMissing = missingPrograms().some(({ program }) => program === "mariadbd");
  const server = isMissing ? null : stack.use(await startTestServer());
  const environment = { DENO_JOBS: String(JOBS), ...server && { TEST_MYSQL_URL: server.url.href } };
  const suites: SuiteResult[] = [];
  let isSuccess = true;
  for (const [index, { files, isCounted }] of roundsOf(args).entries()) {
    const report = `${folder}/report${index}.xml`;
    const options = ["--frozen", "--no-check", "--allow-all", `--junit-path=${report}`];
    const counting = isCounted ? [`--coverage=${coverage}`, "--coverage-raw-data-only"] : [];
    const command = ["test", ...options, ...counting, ...files];
    isSuccess = (await deno(command, environment)).success && isSuccess;
    if (await exists(report)) suites.push(...readTestReport(await Deno.readTextFile(report)));
  }
  // Once more, near the end: of a long log often no more is kept.
  for (const failure of suites.flatMap(({ failures }) => failures)) {
    console.log(`\nFailed: ${failure}`);
  }
  console.log(`\nLines covered\n${await coverageByFolder(coverage)}\n`);
  printSlowest(suites);
  return summarize(suites, isSuccess);
}

/** Files and options of one `deno test`, and whether the lines that it covers are counted. */
type Round = { readonly files: readonly string[]; readonly isCounted: boolean };

/** Without arguments everything, most of it side by side; else what they say. */
function roundsOf(args: readonly string[]): readonly Round[] {
  if (args.length > 0) return [{ files: args, isCounted: true }];
  const within = ["--parallel", `--ignore=${[...ALONE, ...AROUND].join(",")}`];
  return [
    { files: within, isCounted: true },
    { files: ["--parallel", ...AROUND], isCounted: false },
    { files: ALONE, isCounted: true },
  ];
}

function printSlowest(results: readonly SuiteResult[]): void {
  const times = results.flatMap(({ times }) => times)
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, SLOWEST);
  console.log("Slowest tests");
  for (const { test, seconds } of times) {
    console.log(`${seconds.toFixed(1).padStart(6)} s  ${test}`);
  }
  console.log();
}

function summarize(results: readonly SuiteResult[], success: boolean): number {
  const suites = Map.groupBy(results, ({ name }) => name).entries()
    .map(([name, parts]) => parts.reduce(add, { ...nothing, name }))
    .toArray();
  for (const suite of suites) console.log(`${suite.name.padEnd(10)} ${countsOf(suite)}`);
  const total = suites.reduce(add, nothing);
  // Files that can't be loaded end the run outside any test.
  const isFailure = !success || total.failed > 0 || total.passed === 0;
  const failed = isFailure ? Math.max(total.failed, 1) : 0;
  if (total.skipped > 0) console.log(`\n${total.skipped} skipped: what they need is not here`);
  console.log(`\n${countsOf({ ...total, failed, skipped: 0 })}`);
  return isFailure ? 1 : 0;
}

function add(a: SuiteResult, b: SuiteResult): SuiteResult {
  return {
    name: a.name,
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    failures: [...a.failures, ...b.failures],
    times: [...a.times, ...b.times],
  };
}

function countsOf({ passed, failed, skipped }: SuiteResult): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

async function deno(args: string[], env: Record<string, string>): Promise<Deno.CommandStatus> {
  const child = new Deno.Command(Deno.execPath(), { args, env }).spawn();
  const timer = setTimeout(() => {
    console.error("\nThe tests take too long and are stopped; the one that hangs is named above");
    child.kill("SIGKILL");
  }, TIME_LIMIT_MS - performance.now());
  const status = await child.status;
  clearTimeout(timer);
  return status;
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
