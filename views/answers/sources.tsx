import type { Answer } from "../../domain/chats/message.ts";
import type { Texts } from "../texts/texts.ts";

/** The pages that an answer cites, in the order of their numbers in the text. */
export function SourcesView({ t, answer }: { readonly t: Texts; readonly answer: Answer }) {
  const { sources = [] } = answer;
  if (sources.length === 0) return null;
  return (
    <details class="sources">
      <summary>{t.chat.sources(t.format.number(sources.length))}</summary>
      <ol>
        {sources.map(({ url, title }) => (
          <li>
            <a href={url} rel="noopener noreferrer nofollow" target="_blank">{title || url}</a>
          </li>
        ))}
      </ol>
    </details>
  );
}
