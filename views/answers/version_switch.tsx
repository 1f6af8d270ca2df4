import type { Message } from "../../domain/chats/message.ts";
import type { Texts } from "../texts/texts.ts";

type VersionSwitchProps = {
  readonly t: Texts;
  readonly message: Message;
  /** Ids of all versions of the message, oldest first; a single version shows no switch. */
  readonly versions?: readonly string[];
};

/**
 * Buttons for the previous and the next version of a message. Their ids are the same in all
 * versions and they are never disabled, so that they keep the focus.
 */
export function VersionSwitch({ t, message, versions = [] }: VersionSwitchProps) {
  if (versions.length < 2) return null;
  const { id, parentId } = message;
  const at = versions.indexOf(id);
  const count = t.format.number(versions.length);
  const number = (index: number) => t.format.number(index + 1);
  const { previous, next, atFirst, atLast } = t.branches;
  return (
    <span>
      <VersionButton
        id={`previous-${parentId ?? "first"}`}
        version={versions[at - 1]}
        label={at > 0 ? previous(number(at - 1), count) : atFirst}
        sign="‹"
      />
      {`${number(at)}/${count}`}
      <VersionButton
        id={`next-${parentId ?? "first"}`}
        version={versions[at + 1]}
        label={at + 1 < versions.length ? next(number(at + 1), count) : atLast}
        sign="›"
      />
    </span>
  );
}

type VersionButtonProps = {
  readonly id: string;
  readonly version: string | undefined;
  readonly label: string;
  readonly sign: string;
};

function VersionButton({ id, version, label, sign }: VersionButtonProps) {
  return (
    <button
      id={id}
      type={version ? "submit" : "button"}
      form="branch"
      name="message"
      value={version}
      class="quiet-button"
      aria-label={label}
      aria-disabled={version ? undefined : "true"}
    >
      {sign}
    </button>
  );
}
