import { raw } from "hono/html";
import { Icon } from "./icon.tsx";
import type { Texts } from "./texts/texts.ts";
import type { HelpTexts } from "./texts/help.ts";

/** Key combinations (several if there are alternatives), and the text for what they do. */
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

/** The sheet is on every page and never changes, so it is rendered once per language. */
const rendered = new WeakMap<HelpTexts, string>();

/**
 * The sheet of keyboard shortcuts. The shortcut that is a single character can be turned off, as
 * WCAG 2.1.4 requires for people who use speech input.
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

/** Opens the sheet. Without scripts there are no shortcuts, and the stylesheet hides the button. */
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
