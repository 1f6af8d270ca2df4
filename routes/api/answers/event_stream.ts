import type { Turn } from "../../../domain/chats/message.ts";
import type { TurnEvent } from "../../../domain/answers/turn_follow.ts";
import type { Bytes } from "../../http/bytes.ts";
import { eventFrame, HEARTBEAT, HEARTBEAT_INTERVAL, toBytes } from "../../http/event_frame.ts";
import { eventId, type Progress } from "./event_id.ts";
import { turnBegunJson, turnEventJson } from "./schema.ts";

const heartbeat = toBytes(HEARTBEAT);

/** What a stream of events is made from. */
export type TurnEventSource = {
  /** Follows the turn until the signal aborts. */
  readonly follow: (signal: AbortSignal) => AsyncIterable<readonly TurnEvent[]>;
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
 * Server-sent events of a turn, at the pace at which they are read: `begun`, `thinking`, `delta`,
 * `ended`, and `problem`, which replaces the remaining events. The id of an event says how much the client has
 * received with it. A stream that ends before all answers have ended can be resumed.
 */
export function turnEventStream(source: TurnEventSource): ReadableStream<Bytes> {
  const abort = new AbortController();
  const progress = [...source.progress];
  let events: AsyncIterator<readonly TurnEvent[]> | undefined;
  let heart: ReturnType<typeof setInterval> | undefined;
  let isWaiting = false;
  let leave: (() => void) | undefined;
  let dropRight: (() => void) | undefined;
  let isOver = false;

  function end(): void {
    isOver = true;
    abort.abort();
    clearInterval(heart);
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
      events ??= source.follow(abort.signal)[Symbol.asyncIterator]();
      heart ??= setInterval(() => {
        if (isWaiting && controller.desiredSize === 0) controller.enqueue(heartbeat);
      }, HEARTBEAT_INTERVAL);
      isWaiting = true;
      const { text, isLast } = await readFrames(events, progress)
        .catch((error) => ({ text: problemFrame(source, error), isLast: true }));
      isWaiting = false;
      if (isOver) return;
      if (text !== "") controller.enqueue(toBytes(text));
      if (!isLast) return;
      end();
      controller.close();
    },
    cancel: goAway,
  }, { highWaterMark: 0 });
}

/** Reads the next events. @returns their frames, and whether there will be no more. */
async function readFrames(
  events: AsyncIterator<readonly TurnEvent[]>,
  progress: Progress[],
): Promise<{ text: string; isLast: boolean }> {
  const { done, value } = await events.next();
  if (done) return { text: "", isLast: true };
  const text = value.map((event) => {
    progress[event.index] = progressAfter(event, progress[event.index]!);
    const data = JSON.stringify(turnEventJson(event));
    return eventFrame({ event: event.kind, id: eventId(progress), data });
  }).join("");
  return { text, isLast: progress.every((place) => place === "end") };
}

function progressAfter(event: TurnEvent, before: Progress): Progress {
  if (event.kind === "ended" || before === "end") return "end";
  const { position } = event;
  return event.kind === "delta"
    ? { ...before, position }
    : { ...before, thinkingPosition: position };
}

function problemFrame({ problemOf }: TurnEventSource, error: unknown): string {
  return eventFrame({ event: "problem", data: problemOf(error) });
}

function begunFrame(turn: Turn, progress: readonly Progress[]): string {
  const data = JSON.stringify(turnBegunJson(turn));
  return eventFrame({ event: "begun", id: eventId(progress), data });
}
