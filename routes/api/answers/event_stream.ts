import type { Turn } from "../../../domain/chats/message.ts";
import type { TurnEvent } from "../../../domain/answers/turn_follow.ts";
import type { Bytes } from "../../http/bytes.ts";
import { eventFrame, HEARTBEAT, toBytes } from "../../rendering/event_frame.ts";
import { eventId, type Progress } from "./event_id.ts";
import { ReadyBatches } from "./ready_batches.ts";
import { turnBegunJson, turnEventJson } from "./schema.ts";

/** Milliseconds between signs of life; proxies give up on a silent stream after 30 s or more. */
const HEARTBEAT_INTERVAL = 15_000;

/** What a stream of events tells, and to whom. */
export type TurnEventSource = {
  /** Begins to follow, until the signal aborts. */
  readonly follow: (signal: AbortSignal) => AsyncIterable<TurnEvent>;
  /** How much of each answer the client has. */
  readonly progress: readonly Progress[];
  /** What was begun, where that is to be told. */
  readonly begun?: Turn;
  /** Aborts when the client goes away before it reads. */
  readonly signal: AbortSignal;
  /** Called once when the client begins to read, with what ends the stream; returns what to call then. */
  readonly enter?: (close: () => void) => () => void;
  /** Watches the right that the stream was opened with, in the same way; ends it with a reason to tell. */
  readonly holdRight: (end: (reason: unknown) => void) => () => void;
  /** Called when the client goes away, or has to, before the end. */
  readonly onGone?: () => void;
  /** What to tell of an error, as JSON. */
  readonly problemOf: (error: unknown) => string;
};

/**
 * Server-sent events of a turn, at the pace at which they are read: `begun`, `delta`, `ended`, and
 * `problem` in the place of the rest when there is one. Each has for its id how much the client has with
 * it. A stream that ends without the end of every answer can be gone on with.
 */
export function turnEventStream(source: TurnEventSource): ReadableStream<Bytes> {
  const abort = new AbortController();
  const progress = [...source.progress];
  let batches: ReadyBatches<TurnEvent> | undefined;
  let leave: (() => void) | undefined;
  let dropRight: (() => void) | undefined;
  let isOver = false;

  function end(): void {
    isOver = true;
    abort.abort();
    leave?.();
    dropRight?.();
    source.signal.removeEventListener("abort", goAway);
  }

  function goAway(): void {
    if (isOver) return;
    end();
    source.onGone?.();
  }

  return new ReadableStream<Bytes>({
    start(controller) {
      if (source.signal.aborted) return goAway();
      source.signal.addEventListener("abort", goAway);
      const { begun } = source;
      controller.enqueue(toBytes(begun ? begunFrame(begun, progress) : HEARTBEAT));
    },
    async pull(controller) {
      if (isOver) return controller.close();
      leave ??= source.enter?.(() => {
        end();
        controller.close();
      });
      dropRight ??= source.holdRight((reason) => {
        goAway();
        controller.enqueue(toBytes(problemFrame(source, reason)));
        controller.close();
      });
      batches ??= new ReadyBatches(source.follow(abort.signal));
      const text = await readFrames(batches, progress)
        .catch((error) => problemFrame(source, error));
      if (isOver) return;
      if (text !== "") controller.enqueue(toBytes(text));
      if (!batches.isOver) return;
      end();
      controller.close();
    },
    cancel: goAway,
  }, { highWaterMark: 0 });
}

/** @returns nothing at the end. */
async function readFrames(
  batches: ReadyBatches<TurnEvent>,
  progress: Progress[],
): Promise<string> {
  const events = await batches.read(HEARTBEAT_INTERVAL);
  if (events.length === 0) return batches.isOver ? "" : HEARTBEAT;
  return events.map((event) => {
    progress[event.index] = event.kind === "ended" ? "end" : event.position;
    const data = JSON.stringify(turnEventJson(event));
    return eventFrame({ event: event.kind, id: eventId(progress), data });
  }).join("");
}

function problemFrame({ problemOf }: TurnEventSource, error: unknown): string {
  return eventFrame({ event: "problem", data: problemOf(error) });
}

function begunFrame(turn: Turn, progress: readonly Progress[]): string {
  const data = JSON.stringify(turnBegunJson(turn));
  return eventFrame({ event: "begun", id: eventId(progress), data });
}
