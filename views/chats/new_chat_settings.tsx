import { paths } from "../paths.ts";
import type { Texts } from "../texts/texts.ts";
import { SettingsFields, type SettingsFieldsProps } from "./settings_fields.tsx";

/** Props of a new chat's settings. */
export type NewChatSettingsProps = {
  readonly t: Texts;
  /** Absent if the settings are closed. */
  readonly settings?: Pick<SettingsFieldsProps, "values" | "defaults" | "errors">;
};

/**
 * A new chat's settings, below the composer. Without JavaScript the button that opens them submits
 * the composer's form, so that the new page keeps the user's draft.
 */
export function NewChatSettings({ t, settings }: NewChatSettingsProps) {
  const url = paths.homeWithSettings();
  if (settings) {
    return (
      <details id="new-chat-settings" open>
        <summary autofocus>{t.settings.settings}</summary>
        <div class="settings">
          <SettingsFields t={t} {...settings} form="composer-form" />
        </div>
      </details>
    );
  }
  return (
    <p id="new-chat-settings">
      <button
        type="submit"
        form="composer-form"
        class="quiet-button"
        name="settings"
        value="open"
        formaction={paths.home()}
        formmethod="get"
        formnovalidate
        hx-get={url}
        hx-select="#new-chat-settings"
        hx-target="#new-chat-settings"
        hx-swap="outerHTML"
      >
        {t.settings.settings}
      </button>
    </p>
  );
}
