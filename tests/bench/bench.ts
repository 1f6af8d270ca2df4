import type { Target } from "./load/ask.ts";
import { LoadClient } from "./load/load_client.ts";
import { type BenchParley, startBenchParley, startServer } from "./processes/processes.ts";
import { signUpSeveral, type Visitor } from "./load/sign_up.ts";

/** A server to measure. */
export type Subject = {
  readonly name: string;
  readonly target: Target;
  readonly pid: number;
  /** Name of the bare server that shows the least possible cost of this one. */
  readonly floor: string | null;
};

/** The servers and the load generator, each in a separate process. */
export type Bench = AsyncDisposable & {
  /** Base URL of the model's server. */
  readonly upstream: string;
  /** `http://host:port` of the bare relay. */
  readonly relay: string;
  readonly parley: BenchParley;
  /** A visitor of Parley. */
  readonly visitor: Visitor;
  /** The servers that stream answers, the upstream first. */
  readonly subjects: readonly Subject[];
  readonly load: LoadClient;
  /** Parley's data folder. */
  readonly data: string;
  /** Has the upstream end its answers, and waits until the load generator has read them all. */
  finishAnswers(): Promise<void>;
};

/** The bare grpc-js server, which sends the text so far with each message, or only the new text. */
const CUMULATIVE = "bare grpc-js, text so far";
const DELTAS = "bare grpc-js, deltas";

/** Starts them. */
export async function startBench(): Promise<Bench> {
  await using stack = new AsyncDisposableStack();
  const data = await Deno.makeTempDir({ prefix: "parley-bench-" });
  stack.defer(() => Deno.remove(data, { recursive: true }));
  const upstream = stack.use(await startServer("fake_upstream.ts"));
  const relay = stack.use(await startServer("bare_relay.ts", upstream.origin));
  const grpcRelay = stack.use(await startServer("bare_grpc_relay.ts", upstream.origin));
  const parley = stack.use(await startBenchParley({ data, upstream: upstream.origin }));
  const load = stack.use(new LoadClient());
  const visitors = await signUpSeveral(parley.origin);
  const visitor = visitors[0]!;
  const api: Target = { kind: "api", origin: parley.origin };
  const bareGrpc = new URL(grpcRelay.origin).host;
  const cookies = visitors.map(({ cookie }) => cookie);
  const page: Target = { kind: "page", origin: parley.origin, cookies };
  const owned = stack.move();
  return {
    upstream: upstream.origin,
    relay: relay.origin,
    parley,
    visitor,
    load,
    data,
    subjects: [
      subject("upstream itself", upstream.pid, completions(upstream.origin)),
      subject("bare relay", relay.pid, completions(relay.origin)),
      subject("Parley's page", parley.pid, page, "bare relay"),
      subject("Parley's JSON events", parley.pid, api, "bare relay"),
      subject(CUMULATIVE, grpcRelay.pid, grpc(bareGrpc)),
      subject("Parley's ChatStream", parley.pid, grpc(parley.grpcAddress), CUMULATIVE),
      subject(DELTAS, grpcRelay.pid, grpcV1(bareGrpc)),
      subject("Parley's StartChat", parley.pid, grpcV1(parley.grpcAddress), DELTAS),
    ],
    async finishAnswers() {
      await (await fetch(`${upstream.origin}/finish`)).body?.cancel();
      await load.run("drain", undefined);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function subject(name: string, pid: number, target: Target, floor: string | null = null): Subject {
  return { name, pid, target, floor };
}

function completions(origin: string): Target {
  return { kind: "completions", url: `${origin}/chat/completions` };
}

function grpc(address: string): Target {
  return { kind: "grpc", address };
}

function grpcV1(address: string): Target {
  return { kind: "grpc-v1", address };
}
