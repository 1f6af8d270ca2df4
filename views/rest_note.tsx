import type { Message } from "../domain/chats/message.ts";
import { shownText } from "./shown_text.ts";
import type { Texts } from "./texts/texts.ts";

type RestNoteProps = {
  readonly t: Texts;
  readonly message: Message;
  /** URL of the whole text. */
  readonly url: string;
};

/** Says how much of a long message the page leaves out, and links to the whole text. */
export function RestNote({ t, message: { content }, url }: RestNoteProps) {
  const leftOut = content.length - shownText(content).length;
  if (leftOut === 0) return null;
  return (
    <p class="note">
      {t.chat.leftOut(t.format.number(leftOut))} <a href={url}>{t.chat.wholeText}</a>
    </p>
  );
}
