import { raw } from "hono/html";
import { Icon } from "./icon.tsx";
import type { Texts } from "./texts/texts.ts";
import type { HelpTexts } from "./texts/help.ts";

/** Keys that are pressed together, alternatives one after the other, and what they do. */
const shortcuts: readonly (readonly [keys: readonly string[], does: keyof HelpTexts])[] = [
  [["Enter"], "send"],
  [["Shift Enter"], "breakLine"],
  [["Ctrl Shift O"], "newChat"],
  [["Shift Esc"], "write"],
  [["Ctrl K"], "search"],
  [["Alt ↑"], "previousChat"],
  [["Alt ↓"], "nextChat"],
  [["Esc"], "stop"],
  [["Ctrl Shift C"], "copyAnswer"],
  [["?", "Ctrl /"], "showThis"],
];

/** It is on every page and always the same: rendered once in each language. */
const rendered = new WeakMap<HelpTexts, string>();

/**
 * The sheet that says which keys do what. A key that is a character alone can be turned off, as WCAG
 * 2.1.4 asks for those who speak their input.
 */
export function HelpSheet({ t }: { t: Texts }) {
  const html = rendered.get(t.help) ?? String(<Sheet t={t} />);
  rendered.set(t.help, html);
  return raw(html);
}

function Sheet({ t }: { t: Texts }) {
  return (
    <div
      id="help"
      class="menu help"
      popover="auto"
      role="dialog"
      aria-labelledby="help-title"
      tabindex={-1}
      autofocus
    >
      <div class="sidebar-head">
        <h2 id="help-title" class="brand">{t.help.title}</h2>
        <button
          type="button"
          class="icon-button"
          popovertarget="help"
          popovertargetaction="hide"
          aria-label={t.help.close}
        >
          <Icon name="close" />
        </button>
      </div>
      <dl>
        {shortcuts.map(([keys, does]) => (
          <>
            <dt>{keys.map((each) => <Keys names={each} />)}</dt>
            <dd>{t.help[does]}</dd>
          </>
        ))}
      </dl>
      <p class="hint">{t.help.mac}</p>
      <label class="check" for="lone">
        <input type="checkbox" id="lone" checked /> {t.help.loneKeys}
      </label>
    </div>
  );
}

function Keys({ names }: { names: string }) {
  return <span>{names.split(" ").map((name) => <kbd>{name}</kbd>)}</span>;
}

/** Opens the sheet, also by key. Where no script runs there are no shortcuts to tell of. */
export function HelpButton({ t }: { t: Texts }) {
  return (
    <button
      type="button"
      class="icon-button help-button"
      popovertarget="help"
      aria-keyshortcuts="? Control+/ Meta+/"
      aria-label={t.help.title}
      title={t.help.title}
    >
      <Icon name="help" />
    </button>
  );
}
