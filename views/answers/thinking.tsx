import type { Answer, Thinking } from "../../domain/chats/message.ts";
import { wholeCharacters } from "../../domain/characters.ts";
import { paths } from "../paths.ts";
import type { Texts } from "../texts/texts.ts";

/** Most UTF-16 code units of a message's thinking on a page: many times what people read of it. */
export const MAX_SHOWN_THINKING = 50_000;

/** What a model has thought while a page shows it. */
export type GrowingThought = {
  readonly text: string;
  /** For how long so far, or in all; `null` if that isn't known. */
  readonly milliseconds: number | null;
  /** Whether the model thinks no more, as far as is known. */
  readonly isOver: boolean;
};

/** The line that stands for thinking: how long it takes, or took. */
export function thinkingLine(
  t: Texts,
  { milliseconds, isOver }: Omit<GrowingThought, "text">,
): string {
  const time = milliseconds === null ? null : duration(milliseconds);
  if (isOver) return time === null ? t.chat.thought : t.chat.thoughtFor(time);
  return time === null ? t.chat.thinking : t.chat.thinkingFor(time);
}

/** `12 s`, or `2 min 5 s`: the units have the same names in every language of the page. */
function duration(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  return [`${Math.floor(seconds / 60)} min`, seconds % 60 > 0 && `${seconds % 60} s`]
    .filter(Boolean).join(" ");
}

/** The part of thinking that a page shows: almost always all of it. */
export function shownThinking(text: string): string {
  return text.length > MAX_SHOWN_THINKING
    ? wholeCharacters(text.slice(0, MAX_SHOWN_THINKING))
    : text;
}

/** The place of an answer's thinking while there is none yet. */
export function ThinkingPlace({ id }: { readonly id: string }) {
  return <div id={thinkingId(id)} hidden></div>;
}

/** The thinking of an ended answer, closed until the reader opens it. */
export function ThinkingView({ t, answer }: { readonly t: Texts; readonly answer: Answer }) {
  const { thinking } = answer;
  if (!thinking?.text) return null;
  const leftOut = thinking.text.length - shownThinking(thinking.text).length;
  return (
    <ThinkingDetails id={answer.id} line={endedLine(t, thinking)} text={thinking.text}>
      {leftOut > 0 && (
        <p>
          {t.chat.leftOut(t.format.number(leftOut))}{" "}
          <a href={paths.thinkingText(answer.chatId, answer.id)}>{t.chat.wholeText}</a>
        </p>
      )}
    </ThinkingDetails>
  );
}

function endedLine(t: Texts, { milliseconds }: Thinking): string {
  return thinkingLine(t, { milliseconds: milliseconds || null, isOver: true });
}

/**
 * htmx's update when a model has begun to think: the line in its place, and one announcement to
 * assistive technology.
 */
export function BegunThinking(
  { t, id, thought, isAnnounced }: {
    readonly t: Texts;
    /** The answer's. */
    readonly id: string;
    readonly thought: GrowingThought;
    readonly isAnnounced: boolean;
  },
) {
  return (
    <>
      <hx-partial hx-target={`#${thinkingId(id)}`} hx-swap="outerHTML">
        <ThinkingDetails id={id} line={thinkingLine(t, thought)} text={thought.text} />
      </hx-partial>
      {isAnnounced && (
        <hx-partial hx-target="#announcer" hx-swap="textContent">{t.chat.thinking}</hx-partial>
      )}
    </>
  );
}

type ThinkingDetailsProps = {
  readonly id: string;
  readonly line: string;
  readonly text: string;
  readonly children?: unknown;
};

/** `stream.js` changes the line and appends to the text. */
function ThinkingDetails({ id, line, text, children }: ThinkingDetailsProps) {
  return (
    <details id={thinkingId(id)} class="thinking">
      <summary>{line}</summary>
      <div class="thoughts">{shownThinking(text)}</div>
      {children}
    </details>
  );
}

function thinkingId(answerId: string): string {
  return `thinking-${answerId}`;
}
