import type { Chat } from "../../domain/chats/chat.ts";
import { type AccountChange, AccountSection } from "../accounts/section.tsx";
import { paths } from "../paths.ts";
import { type ShellProps, TitledPage } from "../shell.tsx";
import { SettingsFields, type SettingsFieldsProps } from "./settings_fields.tsx";

/** Props of a chat's settings. */
export type ChatSettingsProps = SettingsFieldsProps & {
  readonly chat: Chat;
  /** Whether the settings were just saved. */
  readonly isSaved?: boolean;
};

/** Props of the page of a chat's settings. */
export type ChatSettingsPageProps = ShellProps & { readonly settings: ChatSettingsProps };

type EntryProps = Pick<ChatSettingsProps, "t" | "chat">;

/** The settings in a chat's menu. The form is loaded when the user first opens them. */
export function ChatSettingsEntry({ t, chat }: EntryProps) {
  const url = paths.chatSettings(chat.id);
  return (
    <details name="chat-menu" hx-get={url} hx-trigger="toggle once" hx-target="find div">
      <summary>{t.settings.settings}</summary>
      <div>
        <p class="answer-footer">
          <a class="quiet-button strong" href={url}>{t.settings.open}</a>
        </p>
      </div>
    </details>
  );
}

/** The page of a chat's settings, for when the menu can't show them. */
export function ChatSettingsPage({ settings, ...shell }: ChatSettingsPageProps) {
  const { t } = shell;
  const { chat } = settings;
  return (
    <TitledPage title={t.settings.ofThisChat} {...shell}>
      <div class="messages">
        <p>
          <a href={paths.chat(chat.id)}>{t.settings.backToChat}</a>
        </p>
        <ChatSettingsForm {...settings} />
      </div>
    </TitledPage>
  );
}

/** The form of a chat's settings, with its token usage. An ended chat shows only the usage. */
export function ChatSettingsForm({ t, chat, isSaved, ...fields }: ChatSettingsProps) {
  const url = paths.chatSettings(chat.id);
  const isEnded = chat.status === "ended";
  return (
    <form
      id="settings-form"
      class="stack"
      action={url}
      method="post"
      hx-post={url}
      hx-target="#settings-form"
      hx-swap="outerHTML"
    >
      <p class="hint">
        {usedText({ t, chat })} {isEnded ? t.chat.hasEnded : t.settings.fromNextQuestion}
      </p>
      {!isEnded && (
        <>
          <SettingsFields t={t} {...fields} />
          <button id="save-settings" type="submit" class="button">{t.settings.save}</button>
        </>
      )}
      <p role="status">{isSaved && t.settings.saved}</p>
    </form>
  );
}

function usedText({ t, chat: { tokenUsage } }: EntryProps): string {
  const { promptTokens, completionTokens } = tokenUsage;
  return t.settings.used(t.format.number(promptTokens), t.format.number(completionTokens));
}

type ChatDefaultsProps = SettingsFieldsProps & { readonly done?: AccountChange };

/** The section of the account page with the settings of new chats. */
export function ChatDefaultsSection({ done, ...fields }: ChatDefaultsProps) {
  const { t } = fields;
  return (
    <AccountSection
      {...{ t, done }}
      id="chat-defaults"
      title={t.settings.defaults}
      changes={["defaults"]}
    >
      <p class="hint">{t.settings.defaultsMean}</p>
      <form action={paths.chatDefaults()} method="post" class="stack">
        <div class="settings">
          <SettingsFields {...fields} isForNewChats />
        </div>
        <p>
          <button type="submit" class="button">{t.settings.save}</button>{" "}
          <button type="submit" class="quiet-button" name="reset" value="on">
            {t.settings.reset}
          </button>
        </p>
      </form>
    </AccountSection>
  );
}
