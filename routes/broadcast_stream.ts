import type { LiveDocument } from "../views/live_document.ts";
import { EMPTY_VERSION } from "../views/markdown_stream.ts";
import type { AnswerBroadcast } from "./answer_broadcast.ts";
import { type Bytes, HEARTBEAT, toBytes } from "./event_frame.ts";
import type { Texts } from "../views/texts.ts";

/** Seconds after which a document whose answer can't be followed further loads itself again. */
const RELOAD_DELAY = 2;

const heartbeat = toBytes(HEARTBEAT);

/** What one viewer is sent and when. */
export type BroadcastWriter = {
  /** What is sent at once, so that the response begins. */
  readonly begin: Bytes;
  /** What is new since the last time, or `null`. */
  write(broadcast: AnswerBroadcast): Bytes | null;
  /** What is sent once the broadcast is over. */
  end(broadcast: AnswerBroadcast): Bytes | Promise<Bytes>;
  /** What is sent when the stream ends before its answer, so that the client comes back. */
  breakOff(): Bytes;
  /** What is sent when there has been nothing new for some time. */
  readonly heartbeat: Bytes;
};

/**
 * A response body that shows a broadcast to one viewer, at the pace at which it is read. The viewer
 * enters with the first read and leaves when the reader goes, or when its part can't be written.
 *
 * @param find Finds or begins the broadcast.
 * @param enter Called when the viewer enters, with what breaks the stream off; returns what to call
 * when it leaves.
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

/** Waits for something to send. @returns `null` when the broadcast is over. */
async function nextChunk(
  broadcast: AnswerBroadcast,
  writer: BroadcastWriter,
): Promise<Bytes | null> {
  for (;;) {
    const { changed } = broadcast;
    if (broadcast.isOver) return null;
    const chunk = writer.write(broadcast);
    if (chunk) return chunk;
    if (await changed === "sign of life") return writer.heartbeat;
  }
}

/**
 * Writes server-sent events for a page that shows the answer as it was at a position.
 *
 * @param position In UTF-16 code units of the answer's text.
 * @param t The texts for whoever looks at it.
 */
export function eventWriter(position: number, t: Texts): BroadcastWriter {
  let shown = position === 0 ? EMPTY_VERSION : null;
  return {
    begin: heartbeat,
    write(broadcast) {
      shown ??= broadcast.versionAt(position);
      if (!shown || broadcast.version.position <= shown.position) return null;
      const update = broadcast.updateFrom(shown);
      shown = broadcast.version;
      return update;
    },
    end: (broadcast) => broadcast.ended ? broadcast.end(broadcast.ended, t) : heartbeat,
    breakOff: () => heartbeat,
    heartbeat,
  };
}

/** Writes a document that grows with the answer and loads itself again for the final form. */
export function liveWriter(document: LiveDocument): BroadcastWriter {
  return {
    begin: toBytes(document.begin()),
    write({ version }) {
      const text = document.update(version);
      return text ? toBytes(text) : null;
    },
    end: ({ ended }) => toBytes(document.reload(ended ? 0 : RELOAD_DELAY)),
    breakOff: () => toBytes(document.reload(RELOAD_DELAY)),
    heartbeat: toBytes("<!-- -->"),
  };
}
