import type { Target } from "./load/ask.ts";
import type { Visitor } from "./load/sign_up.ts";
import type { BenchParley, BenchServer } from "./processes/processes.ts";
import { besideName, type Tree } from "./trees.ts";

/** A server to measure, and how it is asked. */
export type Subject = {
  readonly name: string;
  readonly target: Target;
  readonly pid: number;
};

export const UPSTREAM = "upstream itself";
export const PIPE_RELAY = "relay that pipes bytes";

/** The relay that all others are compared with. */
export const RELAY = "relay that parses events";

/** The smallest program that keeps chats, by which the goals of Parley, which does, can be judged. */
export const STORING_RELAY = "relay that stores";

export const PAGE = "Parley's page";
export const JSON_EVENTS = "Parley's JSON events";

/** `pb.ChatService`, and `parley.v1.ChatService`. */
export const CHAT_STREAM = "Parley's ChatStream";
export const START_CHAT = "Parley's StartChat";

/** The bare grpc-js server, which sends the text so far with each message, or only the new text. */
export const GRPC_CUMULATIVE = "bare grpc-js, text so far";
export const GRPC_DELTAS = "bare grpc-js, deltas";

/** The bare grpc-js server of each of Parley's gRPC subjects. */
export const grpcFloors: ReadonlyMap<string, string> = new Map([
  [CHAT_STREAM, GRPC_CUMULATIVE],
  [START_CHAT, GRPC_DELTAS],
  [besideName(CHAT_STREAM), GRPC_CUMULATIVE],
  [besideName(START_CHAT), GRPC_DELTAS],
]);

/** A relay, or the upstream itself, which understands the same requests. */
export function completionsSubject(name: string, { pid, origin }: BenchServer): Subject {
  return { name, pid, target: { kind: "completions", url: `${origin}/chat/completions` } };
}

/** The bare grpc-js server. */
export function grpcFloorSubjects({ pid, origin }: BenchServer): readonly Subject[] {
  const address = new URL(origin).host;
  return [
    { name: GRPC_CUMULATIVE, pid, target: { kind: "grpc", address } },
    { name: GRPC_DELTAS, pid, target: { kind: "grpc-v1", address } },
  ];
}

/** The ways in which Parley is asked. @param visitors Users of its page. */
export function parleySubjects(
  { label }: Tree,
  { pid, origin, grpcAddress: address }: BenchParley,
  visitors: readonly Visitor[],
): readonly Subject[] {
  const cookies = visitors.map(({ cookie }) => cookie);
  return [
    { name: label(PAGE), pid, target: { kind: "page", origin, cookies } },
    { name: label(JSON_EVENTS), pid, target: { kind: "api", origins: [origin] } },
    { name: label(CHAT_STREAM), pid, target: { kind: "grpc", address } },
    { name: label(START_CHAT), pid, target: { kind: "grpc-v1", address } },
  ];
}
