import type { Context, Env, Handler } from "hono";
import type { App } from "../../domain/app.ts";
import type { StreamLimit } from "../../domain/answers/stream_limit.ts";
import type { Answer } from "../../domain/chats/message.ts";
import type { Log } from "../../domain/log.ts";
import { LiveDocument } from "../../views/answers/live_document.ts";
import { LiveThinking } from "../../views/answers/live_thinking.ts";
import type { Texts } from "../../views/texts/texts.ts";
import type { Bytes } from "../http/bytes.ts";
import { eventFrame, HEARTBEAT, streamHeaders, toBytes } from "../http/event_frame.ts";
import type { AnswerHtml } from "./answer_html.ts";
import { HtmlFeed, htmlStream, type HtmlWriter } from "./html_feed.ts";
import type { LiveLog, ShownText } from "./growing_text.ts";
import type { Renderer } from "./renderer.ts";
import { ThinkingWriter } from "./thinking_feed.ts";

/** Seconds until a document reloads itself when its answer can't be followed any more. */
const RELOAD_DELAY = 2;

const heartbeat = toBytes(HEARTBEAT);

/** What the streams of answers need. */
export type AnswerStreamDeps<E extends Env> = {
  readonly app: Pick<App, "getAnswer" | "followAnswer">;
  readonly log: Log;
  /** The user of the request's session. */
  readonly userId: (c: Context<E>) => string;
  /** The texts for the request's reader. */
  readonly texts: (c: Context<E>) => Texts;
  /** Renders the last event of an answer: HTML for htmx, as `<hx-partial>`s. */
  readonly renderEnd: (answer: Answer, t: Texts) => string | Promise<string>;
  /** Answers without buttons, for browsers without scripts. */
  readonly readOnlyHtml: AnswerHtml;
  readonly renderer: Renderer;
  /** URL of the stylesheet. */
  readonly stylesheet: string;
  /** Where images may be fetched from: origins, or `https:` for any. */
  readonly images?: readonly string[];
  /** Limits how many streams a user may have open; without it any number. */
  readonly limit?: StreamLimit;
  /** Watches the right to a stream, and calls `end` when it is lost; returns a function to stop. */
  readonly holdRight?: (c: Context<E>, end: () => void) => () => void;
};

/**
 * Makes the handlers of an answer's two streams, for paths with `:chat` and `:answer`.
 *
 * - `events`: server-sent events, from `Last-Event-ID` or else the query's `position` on. What the
 *   page shows at a position is the streaming rendering of the text up to there, so any process can
 *   go on from any position. Events are patches, which `stream.js` applies; the `id` of each is the
 *   position that it leads to. The answer's final form follows, for htmx, and then `end`.
 * - `live`: an HTML document that grows with the answer, for an `<iframe>` without JavaScript.
 *
 * Both throw the errors of `getAnswer` and the limit before anything is sent.
 */
export function createAnswerStream<E extends Env>(
  deps: AnswerStreamDeps<E>,
): { events: Handler<E>; live: Handler<E> } {
  const { app, log, userId, texts, renderEnd, readOnlyHtml, renderer } = deps;
  const { stylesheet, images, limit, holdRight } = deps;
  const feeds = new Map<string, HtmlFeed>();

  function feedOf({ id, userId, chatId }: Answer, t: Texts): HtmlFeed {
    const name = `${id} ${t.language}`;
    const running = feeds.get(name);
    if (running && !running.isOver) return running;
    const key = { userId, chatId, answerId: id };
    const feed = new HtmlFeed({
      renderer,
      images,
      plainNotes: t.chat.leftPlain,
      follow: (signal) => app.followAnswer({ ...key, signal }),
      renderEnd: async (answer, t) => endFrame(answer, await renderEnd(answer, t)),
    });
    feeds.set(name, feed);
    run(name, feed, id);
    return feed;
  }

  async function run(name: string, feed: HtmlFeed, answerId: string): Promise<void> {
    try {
      await feed.run();
    } catch (error) {
      log.error("Cannot follow the answer", error, { answerId });
    }
    if (feeds.get(name) === feed) feeds.delete(name);
  }

  function findAnswer(c: Context<E>): Promise<Answer> {
    return app.getAnswer(userId(c), c.req.param("chat") ?? "", c.req.param("answer") ?? "");
  }

  function streamOf(
    c: Context<E>,
    answer: Answer,
    writer: HtmlWriter,
  ): ReadableStream<Bytes> {
    limit?.admit(answer.userId);
    return htmlStream(() => feedOf(answer, texts(c)), writer, (breakOff) => {
      const exits = [limit?.enter(answer.userId, breakOff), holdRight?.(c, breakOff)];
      return () => exits.forEach((exit) => exit?.());
    });
  }

  return {
    async events(c) {
      const answer = await findAnswer(c);
      const stream = streamOf(c, answer, eventWriter(answer.id, placeOf(c), texts(c)));
      return c.body(stream, 200, streamHeaders("text/event-stream"));
    },
    async live(c) {
      const answer = await findAnswer(c);
      const t = texts(c);
      const document = new LiveDocument({ t, stylesheet, chatId: answer.chatId });
      if (answer.state !== "streaming") {
        return c.html(
          document.begin() +
            document.end(answer, await readOnlyHtml.of(answer, { t, signal: c.req.raw.signal })),
        );
      }
      const stream = streamOf(c, answer, liveWriter(document, t));
      return c.body(stream, 200, streamHeaders("text/html; charset=utf-8"));
    },
  };
}

/**
 * Writes server-sent events for a page that shows the answer up to a position.
 *
 * @param place What the page shows.
 * @param t The texts for the page's reader.
 */
function eventWriter(answerId: string, { position, thought }: ShownPlace, t: Texts): HtmlWriter {
  let shown: ShownText = { position, isPlain: false };
  const thinking = new ThinkingWriter(answerId, t, thought);
  return {
    begin: heartbeat,
    write(feed) {
      const thoughts = feed.thought && thinking.write(feed.thought, shown.position);
      if (thoughts) return thoughts;
      const update = feed.text.updateFrom(shown);
      if (!update) return null;
      shown = update.shown;
      return update.frame ?? this.write(feed);
    },
    isAtEnd: (feed) => feed.isOver,
    end: (feed) => feed.ended ? feed.end(feed.ended, t) : heartbeat,
    breakOff: () => heartbeat,
    heartbeat,
  };
}

/** Writes a document that grows with the answer, and reloads itself for the final form. */
function liveWriter(document: LiveDocument, t: Texts): HtmlWriter {
  let log: LiveLog | undefined;
  let written = 0;
  const thinking = new LiveThinking(t);
  const closing = () => written > 0 ? `${log?.[written - 1]?.closing}</div>` : thinking.closing;
  const reload = (delay: number) => toBytes(document.reload(delay, closing()));
  return {
    begin: toBytes(document.begin()),
    write(feed) {
      log ??= feed.text.live;
      const thoughts = feed.thought && written === 0 ? thinking.update(feed.thought) : "";
      const parts = log.slice(written).map(({ html }) => html);
      if (written === 0 && parts.length > 0) parts.unshift(document.beginText());
      written = log.length;
      const html = thoughts + parts.join("");
      return html === "" ? null : toBytes(html);
    },
    isAtEnd: (feed) => feed.isOver || log !== undefined && log !== feed.text.live,
    end: ({ ended }) => reload(ended ? 0 : RELOAD_DELAY),
    breakOff: () => reload(RELOAD_DELAY),
    heartbeat: toBytes("<!-- -->"),
  };
}

/** What a page shows of an answer: its text up to a position, and so much of its thinking. */
type ShownPlace = {
  readonly position: number;
  /** `null` if that isn't known. */
  readonly thought: number | null;
};

/** The client's place: that of the last event it received, else that of its page. */
function placeOf(c: Context): ShownPlace {
  const last = /^(\d{1,9})(?:t(\d{1,9}))?$/.exec(c.req.header("Last-Event-ID") ?? "");
  if (last) return { position: Number(last[1]), thought: last[2] ? Number(last[2]) : null };
  const position = c.req.query("position") ?? "";
  return { position: /^\d{1,9}$/.test(position) ? Number(position) : 0, thought: 0 };
}

function endFrame({ content }: Answer, data: string): Bytes {
  const final = eventFrame({ id: content.length, data });
  return toBytes(final + eventFrame({ event: "end", data: "" }));
}
