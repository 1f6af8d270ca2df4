import { LoadClient } from "./load/load_client.ts";
import { signUpSeveral, type Visitor } from "./load/sign_up.ts";
import {
  type BenchParley,
  type BenchServer,
  startBenchParley,
  startServer,
} from "./processes/processes.ts";
import { Report } from "./report.ts";
import {
  completionsSubject,
  grpcFloorSubjects,
  parleySubjects,
  PIPE_RELAY,
  RELAY,
  STORING_RELAY,
  type Subject,
  UPSTREAM,
} from "./subjects.ts";
import { type Tree, treesOf } from "./trees.ts";

/** Parley of one tree, on a SQLite file. */
export type TreeParley = BenchParley & {
  readonly tree: Tree;
  /** Its data folder. */
  readonly data: string;
  /** A visitor, who has an account. */
  readonly visitor: Visitor;
};

/** The servers and the load generator, each in a separate process. */
export type Bench = AsyncDisposable & {
  /** How many rounds are measured. */
  readonly rounds: number;
  /** Base URL of the model's server. */
  readonly upstream: string;
  readonly relay: BenchServer;
  /** This tree's, and the other tree's if there is one. */
  readonly parleys: readonly TreeParley[];
  /** The servers that stream answers, the upstream first. */
  readonly subjects: readonly Subject[];
  readonly load: LoadClient;
  readonly report: Report;
  /** Makes a folder that is deleted in the end. */
  makeFolder(): Promise<string>;
  /** Has the upstream end its answers, and waits until the load generator has read them all. */
  finishAnswers(): Promise<void>;
  /** How many tokens the upstream has said at a pace so far. */
  saidTokens(): Promise<number>;
};

/** What to measure. */
export type BenchOptions = {
  readonly rounds: number;
  /** The folder of another source tree, which is measured in turn with this one. */
  readonly beside?: string;
  /** Kinds of targets; without any, all. Relays are measured in any case. */
  readonly only: readonly string[];
};

/** Starts them. */
export async function startBench({ rounds, beside, only }: BenchOptions): Promise<Bench> {
  await using stack = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "parley-bench-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const makeFolder = () => Deno.makeTempDir({ dir: folder });
  const upstream = stack.use(await startServer("fake_upstream.ts"));
  const pipe = stack.use(await startServer("bare_relay.ts", upstream.origin, "pipe"));
  const relay = stack.use(await startServer("bare_relay.ts", upstream.origin, "parse"));
  const kept = `${await makeFolder()}/chats.db`;
  const storing = stack.use(await startServer("bare_relay.ts", upstream.origin, "store", kept));
  const grpcRelay = stack.use(await startServer("bare_grpc_relay.ts", upstream.origin));
  const load = stack.use(new LoadClient());
  const parleys: TreeParley[] = [];
  const subjects = [
    completionsSubject(UPSTREAM, upstream),
    completionsSubject(PIPE_RELAY, pipe),
    completionsSubject(RELAY, relay),
    completionsSubject(STORING_RELAY, storing),
    ...grpcFloorSubjects(grpcRelay),
  ];
  for (const tree of treesOf(beside)) {
    const data = await makeFolder();
    const options = { data, upstream: upstream.origin, root: tree.root };
    const parley = stack.use(await startBenchParley(options));
    const visitors = await signUpSeveral(parley.origin);
    parleys.push({ ...parley, tree, data, visitor: visitors[0]! });
    subjects.push(...parleySubjects(tree, parley, visitors));
  }
  const isWanted = ({ target: { kind } }: Subject) =>
    kind === "completions" || only.length === 0 || only.includes(kind);
  const owned = stack.move();
  return {
    rounds,
    upstream: upstream.origin,
    relay,
    parleys,
    load,
    subjects: subjects.filter(isWanted),
    report: new Report(),
    makeFolder,
    async finishAnswers() {
      await (await fetch(`${upstream.origin}/finish`)).body?.cancel();
      await load.run("drain", undefined);
    },
    saidTokens: async () => Number(await (await fetch(`${upstream.origin}/said`)).text()),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
