import type { LiveDocument } from "../../views/answers/live_document.ts";
import type { Texts } from "../../views/texts/texts.ts";
import type { AnswerBroadcast } from "./broadcast.ts";
import type { Bytes } from "../http/bytes.ts";
import { HEARTBEAT, toBytes } from "../http/event_frame.ts";
import type { LiveLog, ShownText } from "./growing_text.ts";

/** Seconds until a document reloads itself when its answer can't be followed any more. */
const RELOAD_DELAY = 2;

const heartbeat = toBytes(HEARTBEAT);

/** Writes a broadcast to one viewer. */
export type BroadcastWriter = {
  /** Sent at once, so that the response begins. */
  readonly begin: Bytes;
  /** What is new since the last call, or `null`. */
  write(broadcast: AnswerBroadcast): Bytes | null | Promise<Bytes | null>;
  /** Whether this writer can show nothing more of the broadcast. */
  isAtEnd(broadcast: AnswerBroadcast): boolean;
  /** Sent at the end of the broadcast. */
  end(broadcast: AnswerBroadcast): Bytes | Promise<Bytes>;
  /** Sent when the stream ends before its answer, so that the client reconnects. */
  breakOff(): Bytes;
  /** Sent when there was nothing new for a while. */
  readonly heartbeat: Bytes;
};

/**
 * A response body that writes a broadcast to one viewer, at the pace at which it is read. The
 * viewer enters with the first read, and leaves when the client hangs up or writing fails.
 *
 * @param find Finds or begins the broadcast.
 * @param enter Called when the viewer enters, with a function that ends the stream early; returns a
 * function to call when the viewer leaves.
 */
export function broadcastStream(
  find: () => AnswerBroadcast,
  writer: BroadcastWriter,
  enter: (breakOff: () => void) => () => void = () => () => {},
): ReadableStream<Bytes> {
  let broadcast: AnswerBroadcast | undefined;
  let exit: (() => void) | undefined;
  let isGone = false;
  const leave = () => {
    if (isGone) return;
    isGone = true;
    broadcast?.leave();
    exit?.();
  };
  return new ReadableStream<Bytes>({
    start: (controller) => controller.enqueue(writer.begin),
    async pull(controller) {
      if (!broadcast) {
        (broadcast = find()).enter();
        exit = enter(() => {
          leave();
          controller.enqueue(writer.breakOff());
          controller.close();
        });
      }
      try {
        const chunk = await nextChunk(broadcast, writer);
        const end = chunk ? null : await writer.end(broadcast);
        if (isGone) return;
        controller.enqueue(chunk ?? end!);
        if (!end) return;
        leave();
        controller.close();
      } catch (error) {
        leave();
        throw error;
      }
    },
    cancel: leave,
  }, { highWaterMark: 0 });
}

/** Waits for something to send. @returns `null` when nothing more will come. */
async function nextChunk(
  broadcast: AnswerBroadcast,
  writer: BroadcastWriter,
): Promise<Bytes | null> {
  for (;;) {
    const { changed } = broadcast;
    if (writer.isAtEnd(broadcast)) return null;
    const chunk = await writer.write(broadcast);
    if (chunk) return chunk;
    if (await changed === "sign of life") return writer.heartbeat;
  }
}

/**
 * Writes server-sent events for a page that shows the answer up to a position.
 *
 * @param position In UTF-16 code units of the answer's text.
 * @param t The texts for the page's reader.
 */
export function eventWriter(position: number, t: Texts): BroadcastWriter {
  let shown: ShownText = { position, isPlain: false };
  return {
    begin: heartbeat,
    async write(broadcast) {
      const update = await broadcast.updateFrom(shown);
      if (!update) return null;
      shown = update.shown;
      return update.frame ?? this.write(broadcast);
    },
    isAtEnd: (broadcast) => broadcast.isOver,
    end: (broadcast) => broadcast.ended ? broadcast.end(broadcast.ended, t) : heartbeat,
    breakOff: () => heartbeat,
    heartbeat,
  };
}

/** Writes a document that grows with the answer, and reloads itself for the final form. */
export function liveWriter(document: LiveDocument): BroadcastWriter {
  let log: LiveLog | undefined;
  let written = 0;
  const reload = (delay: number) => toBytes(document.reload(delay, log?.[written - 1]?.closing));
  return {
    begin: toBytes(document.begin()),
    write(broadcast) {
      log ??= broadcast.live;
      const parts = log.slice(written);
      written = log.length;
      return parts.length > 0 ? toBytes(parts.map(({ html }) => html).join("")) : null;
    },
    isAtEnd: (broadcast) => broadcast.isOver || log !== undefined && log !== broadcast.live,
    end: ({ ended }) => reload(ended ? 0 : RELOAD_DELAY),
    breakOff: () => reload(RELOAD_DELAY),
    heartbeat: toBytes("<!-- -->"),
  };
}
