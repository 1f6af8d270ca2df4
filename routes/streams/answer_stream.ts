import type { Context, Env, Handler } from "hono";
import type { App } from "../../domain/app.ts";
import type { Log } from "../../domain/log.ts";
import type { Answer } from "../../domain/chats/message.ts";
import { LiveDocument } from "../../views/answers/live_document.ts";
import type { Texts } from "../../views/texts/texts.ts";
import { AnswerBroadcast } from "./broadcast.ts";
import type { AnswerHtml } from "./answer_html.ts";
import {
  broadcastStream,
  type BroadcastWriter,
  eventWriter,
  liveWriter,
} from "./broadcast_stream.ts";
import type { Bytes } from "../http/bytes.ts";
import { eventFrame, toBytes } from "../http/event_frame.ts";
import type { Renderer } from "./renderer.ts";
import type { StreamLimit } from "../../domain/answers/stream_limit.ts";

/** What the streams of answers are made with. */
export type AnswerStreamDeps<E extends Env> = {
  readonly app: Pick<App, "getAnswer" | "followAnswer">;
  readonly log: Log;
  /** Whose session the request has. */
  readonly userId: (c: Context<E>) => string;
  /** The texts for whoever looks at the stream. */
  readonly texts: (c: Context<E>) => Texts;
  /** Makes what ends the events of an answer: HTML for htmx, as `<hx-partial>`s. */
  readonly renderEnd: (answer: Answer, t: Texts) => string | Promise<string>;
  /** Answers without buttons, for whoever has no scripts. */
  readonly readOnlyHtml: AnswerHtml;
  readonly renderer: Renderer;
  /** URL of the stylesheet. */
  readonly stylesheet: string;
  /** Where images may be fetched from: origins, or `https:` for any. */
  readonly images?: readonly string[];
  /** How many streams a user may have open; any number without it. */
  readonly limit?: StreamLimit;
  /** Ends a stream with the right that it was opened with; without it none ends so. */
  readonly holdRight?: (c: Context<E>, end: () => void) => () => void;
};

/**
 * Makes the handlers of an answer's two streams, for paths with `:chat` and `:answer`.
 *
 * - `events`: server-sent events from `Last-Event-ID`, or else the query's `position` on. What the
 *   page shows at a position is the streaming rendering of the text up to there, so any process can
 *   go on from any position. Events are patches, which `stream.js` applies, each with the position it
 *   leads to as its `id`; then, for htmx, the answer's final form; then `end`.
 * - `live`: an HTML document that grows with the answer, for an `<iframe>` without JavaScript.
 *
 * Both throw what `getAnswer` and the limit throw before anything is sent.
 */
export function createAnswerStream<E extends Env>(
  deps: AnswerStreamDeps<E>,
): { events: Handler<E>; live: Handler<E> } {
  const { app, log, userId, texts, renderEnd, readOnlyHtml, renderer } = deps;
  const { stylesheet, images, limit, holdRight } = deps;
  const broadcasts = new Map<string, AnswerBroadcast>();

  function broadcastOf({ id, userId, chatId }: Answer, t: Texts): AnswerBroadcast {
    const name = `${id} ${t.language}`;
    const running = broadcasts.get(name);
    if (running && !running.isOver) return running;
    const key = { userId, chatId, answerId: id };
    const broadcast = new AnswerBroadcast({
      ...{ renderer, images, plainNotes: t.chat.leftPlain },
      follow: (signal) => app.followAnswer({ ...key, signal }),
      renderEnd: async (answer, t) => endFrame(answer, await renderEnd(answer, t)),
    });
    broadcasts.set(name, broadcast);
    run(name, broadcast, id);
    return broadcast;
  }

  async function run(name: string, broadcast: AnswerBroadcast, answerId: string): Promise<void> {
    try {
      await broadcast.run();
    } catch (error) {
      log.error("Cannot follow the answer", error, { answerId });
    }
    if (broadcasts.get(name) === broadcast) broadcasts.delete(name);
  }

  function findAnswer(c: Context<E>): Promise<Answer> {
    return app.getAnswer(userId(c), c.req.param("chat") ?? "", c.req.param("answer") ?? "");
  }

  function streamOf(
    c: Context<E>,
    answer: Answer,
    writer: BroadcastWriter,
  ): ReadableStream<Bytes> {
    limit?.admit(answer.userId);
    return broadcastStream(() => broadcastOf(answer, texts(c)), writer, (breakOff) => {
      const exits = [limit?.enter(answer.userId, breakOff), holdRight?.(c, breakOff)];
      return () => exits.forEach((exit) => exit?.());
    });
  }

  return {
    async events(c) {
      const stream = streamOf(c, await findAnswer(c), eventWriter(positionOf(c), texts(c)));
      return c.body(stream, 200, streamHeaders("text/event-stream"));
    },
    async live(c) {
      const answer = await findAnswer(c);
      const t = texts(c);
      const document = new LiveDocument({ t, stylesheet, chatId: answer.chatId });
      if (answer.state !== "streaming") {
        return c.html(
          document.begin() +
            document.end(await readOnlyHtml.of(answer, { t, signal: c.req.raw.signal })),
        );
      }
      const stream = streamOf(c, answer, liveWriter(document));
      return c.body(stream, 200, streamHeaders("text/html; charset=utf-8"));
    },
  };
}

/** Where the client is: what it got last counts for more than where it began. */
function positionOf(c: Context): number {
  const position = c.req.header("Last-Event-ID") || c.req.query("position") || "";
  return /^\d{1,9}$/.test(position) ? Number(position) : 0;
}

function endFrame({ content }: Answer, data: string): Bytes {
  const final = eventFrame({ id: content.length, data });
  return toBytes(final + eventFrame({ event: "end", data: "" }));
}

/** Neither caches nor proxies shall keep or gather a stream; the last header is for nginx. */
function streamHeaders(contentType: string): Record<string, string> {
  return {
    "Content-Type": contentType,
    "Cache-Control": "no-store, no-transform",
    "X-Accel-Buffering": "no",
  };
}
