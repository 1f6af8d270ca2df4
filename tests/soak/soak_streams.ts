import type { ChatServiceClient } from "../../infra/grpc/generated/pb/ChatService.ts";
import { chatClient } from "../support/grpc/client.ts";
import { PageClient } from "../support/browser/page_client.ts";
import { type ParleyProcess, startParley } from "../support/process/parley_process.ts";
import {
  openFiles,
  processorSeconds,
  residentMegabytes,
} from "../support/process/process_state.ts";
import { SERVICE_TOKEN } from "../support/app/test_app.ts";
import { judgeMemory, showMemory } from "./memory_curve.ts";
import { startPacedUpstream } from "./paced_upstream.ts";
import { soakDatabase, type SoakDatabaseKind } from "./soak_database.ts";
import { type Habit, habits, SoakSeat } from "./soak_seat.ts";

/** Settings of the soak. */
export type SoakOptions = {
  readonly minutes: number;
  /** Answers written at a time. */
  readonly streams: number;
  readonly database: SoakDatabaseKind;
  readonly log: (line: string) => void;
};

/** Words per second of each answer. */
const PACE = 20;

/** Readers that share an account. */
const SEATS_PER_USER = 10;

/** Milliseconds between two samples of the process's memory. */
const LOOK_INTERVAL = 10_000;

/** Most that memory may grow after warm-up. */
const MAX_GROWTH = 0.05;

/** How long answers may run after the last question; no answer takes so long. */
const LAST_ANSWERS = 6 * 60_000;

/** Failures after which the run is aborted. */
const MAX_FAILURES = 20;

/**
 * Runs the real program with many simultaneous answers and readers of all kinds, and samples its
 * memory.
 *
 * @returns The failures, one line each: words lost or repeated, errors logged, growing memory.
 */
export async function soakStreams(options: SoakOptions): Promise<string[]> {
  const { log } = options;
  await using stack = new AsyncDisposableStack();
  const parley = await startProgram(options, stack);
  const { failures, memory } = await useProgram(parley, options);
  parley.signal("SIGTERM");
  const end = await parley.ended();
  const { before, after, growth } = judgeMemory(memory);
  log(`RSS in MB: ${showMemory(memory)}`);
  log(`After warm-up ${before.toFixed(0)} MB, at the end ${after.toFixed(0)} MB`);
  const grown = growth >= MAX_GROWTH ? [`Memory grew by ${(growth * 100).toFixed(1)} %`] : [];
  return [...failures, ...loggedErrors(end), ...grown];
}

/**
 * Asks and reads until the time is over, then closes the gRPC connection: Deno's HTTP/2 client can
 * abort the process when the server announces its shutdown.
 */
async function useProgram(
  parley: ParleyProcess,
  { minutes, streams, database, log }: SoakOptions,
): Promise<{ failures: readonly string[]; memory: readonly number[] }> {
  using client = await chatClient(await parley.grpcAddress());
  const seats = await takeSeats(await parley.origin(), client, streams);
  log(`${streams} answers at a time for ${minutes} minutes on ${database}`);
  const run = new SoakRun(performance.now() + minutes * 60_000);
  const memory: number[] = [];
  const asking = Promise.all(seats.map((seat, index) => run.occupy(seat, (index / streams) * 10)));
  const looking = look(parley.pid, run, (line, megabytes) => {
    memory.push(megabytes);
    log(line);
  });
  await Promise.race([asking, run.broken, run.late]);
  run.stop();
  await looking;
  return { failures: run.failures, memory };
}

/** Progress of all seats, and when to end. */
class SoakRun {
  readonly failures: string[] = [];
  readonly answers = new Map<Habit, number>();
  readonly #deadline: number;
  readonly #broken = Promise.withResolvers<void>();
  readonly #late = Promise.withResolvers<void>();
  readonly #timer: ReturnType<typeof setTimeout>;
  #isOver = false;

  constructor(deadline: number) {
    this.#deadline = deadline;
    this.#timer = setTimeout(() => {
      this.failures.push("Some answers don't end");
      this.#late.resolve();
    }, deadline - performance.now() + LAST_ANSWERS);
  }

  /** Resolves when all answers should have ended long ago. */
  get late(): Promise<void> {
    return this.#late.promise;
  }

  /** Resolves when there are too many failures to continue. */
  get broken(): Promise<void> {
    return this.#broken.promise;
  }

  get isOver(): boolean {
    return this.#isOver || performance.now() > this.#deadline;
  }

  stop(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  /** Asks questions one after another. @param delay Seconds before the first. */
  async occupy(seat: SoakSeat, delay: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, delay * 1000));
    while (!this.isOver) {
      try {
        const habit = await seat.ask();
        this.answers.set(habit, (this.answers.get(habit) ?? 0) + 1);
      } catch (error) {
        this.failures.push(String(error).slice(0, 300));
        if (this.failures.length >= MAX_FAILURES) this.#broken.resolve();
      }
    }
  }
}

async function startProgram(
  { database }: SoakOptions,
  stack: AsyncDisposableStack,
): Promise<ParleyProcess> {
  const data = await Deno.makeTempDir({ prefix: "parley-soak-" });
  stack.defer(() => Deno.remove(data, { recursive: true }));
  const upstream = stack.use(startPacedUpstream(PACE));
  const env = {
    OPENAI_BASE_URL: upstream.url,
    MODEL: "fake-model",
    MODEL_MAX_TOKENS: "100000",
    SENDS_PER_MINUTE: "1000000",
    SIGN_INS_PER_MINUTE: "1000000",
    ANSWERS_PER_USER: "1000",
    STORAGE_PER_USER: "off",
    AUTH_TOKEN: SERVICE_TOKEN,
    ...database === "MySQL" && { DATABASE_URL: stack.use(await soakDatabase(database)).url },
  };
  return stack.use(await startParley({ data, env }));
}

async function takeSeats(
  origin: string,
  client: ChatServiceClient,
  count: number,
): Promise<SoakSeat[]> {
  const pages: PageClient[] = [];
  while (pages.length < count / SEATS_PER_USER) pages.push(await PageClient.signUp(origin));
  return Array.from({ length: count }, (_, index) => {
    return new SoakSeat(pages[index % pages.length]!, client);
  });
}

/** Samples the process until the run is over. */
async function look(
  pid: number,
  run: SoakRun,
  report: (line: string, megabytes: number) => void,
): Promise<void> {
  const begin = performance.now();
  let processor = await processorSeconds(pid);
  while (!run.isOver) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_INTERVAL));
    const megabytes = await residentMegabytes(pid);
    const taken = await processorSeconds(pid);
    const share = (taken - processor) * 1000 / LOOK_INTERVAL;
    processor = taken;
    const minutes = (performance.now() - begin) / 60_000;
    report(
      `${minutes.toFixed(1)} min: ${megabytes.toFixed(0)} MB, ${await openFiles(pid)} files, ` +
        `${(share * 100).toFixed(0)} % of a core; ${countsOf(run)}`,
      megabytes,
    );
  }
}

function countsOf({ answers, failures }: SoakRun): string {
  const counts = habits.map((habit) => `${habit} ${answers.get(habit) ?? 0}`);
  return `${counts.join(", ")}; ${failures.length} failures`;
}

/** Errors that the program logged, and a bad exit. */
function loggedErrors({ code, stdout, stderr }: Awaited<ReturnType<ParleyProcess["ended"]>>) {
  const isError = (line: string) => /"level":"(error|warn)"/.test(line);
  return [
    ...stdout.split("\n").filter(isError).slice(0, MAX_FAILURES),
    ...stderr ? [`Written to stderr: ${stderr.slice(0, 2000)}`] : [],
    ...code === 0 ? [] : [`The program ended with code ${code}`],
  ];
}
