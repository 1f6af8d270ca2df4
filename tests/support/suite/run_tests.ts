import { startTestServer } from "../databases/mariadb.ts";
import { installMissingPrograms } from "./install_programs.ts";
import { isFile, missingPrograms } from "./requirements.ts";
import { readTestReport, type SuiteResult } from "./test_report.ts";

// `deno task test`: installs what the tests need besides npm packages, runs them all, and sums
// up. Arguments (files, folders, options) go to `deno test`.

/** Longer than all tests take on two busy cores; a test that hangs must not hang its caller. */
const TIME_LIMIT_MS = 60 * 60_000;

/** How many of the slowest tests to list. */
const SLOWEST = 20;

/** Files that measure time or rows; nothing else may run at the same time. */
const ALONE = [
  "tests/faults/processes_test.ts",
  "tests/infra/tokens/tiktoken_tokenizer_test.ts",
  "tests/infra/db/answers/turn_cost_test.ts",
];

/** Tests that mostly wait for browsers and processes; others run at the same time. */
const WAITING = [
  ...["tests/browser", "tests/clients", "tests/faults", "tests/security", "tests/soak"],
  ...["tests/adopt_test.ts", "tests/main_test.ts"],
];

/** The sum to start with. */
const nothing: SuiteResult = {
  name: "all",
  passed: 0,
  failed: 0,
  skipped: 0,
  failures: [],
  times: [],
};

if (import.meta.main) {
  if (!Deno.args.includes("--no-install")) await installMissingPrograms();
  Deno.exit(await runTests(Deno.args.filter((arg) => arg !== "--no-install")));
}

/** @returns the exit code: 0 when every test that could run passed. */
async function runTests(args: readonly string[]): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "parley-tests-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const isMissing = missingPrograms().some(({ program }) => program === "mariadbd");
  const server = isMissing ? null : stack.use(await startTestServer());
  const env: Record<string, string> = server ? { TEST_MYSQL_URL: server.url.href } : {};
  const suites: SuiteResult[] = [];
  let isSuccess = true;
  const run = async ({ tests, jobs }: Run) => {
    const report = `${folder}/${crypto.randomUUID()}.xml`;
    const options = ["--frozen", "--no-check", "--allow-all", `--junit-path=${report}`];
    const command = ["test", ...options, ...tests];
    const { success } = await deno(command, { ...env, DENO_JOBS: String(jobs) });
    isSuccess &&= success;
    if (isFile(report)) suites.push(...readTestReport(await Deno.readTextFile(report)));
  };
  for (const round of roundsOf(args)) await Promise.all(round.map(run));
  // Repeated near the end: of a long log often only that is kept.
  for (const failure of suites.flatMap(({ failures }) => failures)) {
    console.log(`\nFailed: ${failure}`);
  }
  printSlowest(suites);
  return summarize(suites, isSuccess);
}

/** One `deno test`: its files and options, and how many files it runs at a time. */
type Run = { readonly tests: readonly string[]; readonly jobs: number };

/** Without arguments, everything, in rounds that run side by side; else the given files. */
function roundsOf(args: readonly string[]): readonly (readonly Run[])[] {
  const cores = navigator.hardwareConcurrency;
  if (args.length > 0) return [[{ tests: args, jobs: cores }]];
  const waiting = `--ignore=${ALONE.join()}`;
  const computing = `--ignore=${[...ALONE, ...WAITING].join()}`;
  return [
    [
      { tests: ["--parallel", waiting, ...WAITING], jobs: cores + 1 },
      // Deno reports the file of a test only if it runs several files at a time.
      { tests: ["--parallel", computing], jobs: Math.max(cores, 2) },
    ],
    [{ tests: ALONE, jobs: 1 }],
  ];
}

function printSlowest(results: readonly SuiteResult[]): void {
  const times = results.flatMap(({ times }) => times)
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, SLOWEST);
  console.log("\nSlowest tests");
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
  // A file that can't be loaded fails outside any test.
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
    console.error("\nThe tests take too long and are stopped; the test that hangs is named above");
    child.kill("SIGKILL");
  }, TIME_LIMIT_MS - performance.now());
  const status = await child.status;
  clearTimeout(timer);
  return status;
}
