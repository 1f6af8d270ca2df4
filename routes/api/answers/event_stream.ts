import type { Turn } from "../../../domain/chats/message.ts";
import type { TurnEvent } from "../../../domain/answers/turn_follow.ts";
import type { Bytes } from "../../http/bytes.ts";
import { eventFrame, HEARTBEAT, HEARTBEAT_INTERVAL, toBytes } from "../../http/event_frame.ts";
import { eventId, type Progress } from "./event_id.ts";
import { ReadyBatches } from "./ready_batches.ts";
import { turnBegunJson, turnEventJson } from "./schema.ts";

/** What a stream of events is made from. */
export type TurnEventSource = {
  /** Follows the turn until the signal aborts. */
  readonly follow: (signal: AbortSignal) => AsyncIterable<TurnEvent>;
  /** How much of each answer the client has received. */
  readonly progress: readonly Progress[];
  /** The turn that the call began, for the event `begun`. */
  readonly begun?: Turn;
  /** Aborts when the client hangs up, even before it reads. */
  readonly signal: AbortSignal;
  /**
   * Called once when the client begins to read, with a function that closes the stream. Returns a
   * function to call when the stream ends.
   */
  readonly enter?: (close: () => void) => () => void;
  /** Watches the caller's right in the same way; calls `end` with the reason when it is lost. */
  readonly holdRight: (end: (reason: unknown) => void) => () => void;
  /** Called when the client hangs up, or loses its right, before the end. */
  readonly onGone?: () => void;
  /** The problem to report for an error, as JSON. */
  readonly problemOf: (error: unknown) => string;
};

/**
 * Server-sent events of a turn, at the pace at which they are read: `begun`, `delta`, `ended`, and
 * `problem`, which replaces the remaining events. The id of an event says how much the client has
 * received with it. A stream that ends before all answers have ended can be resumed.
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

/** Reads events, or a heartbeat if there are none for a while. @returns empty text at the end. */
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
