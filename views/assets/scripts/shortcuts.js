// Keys. Buttons, links and fields name their own in `aria-keyshortcuts`.

const isMac = /Mac|iP/.test(navigator.platform);

// The shortcut that is a character alone, `?`, can be turned off (WCAG 2.1.4).
const loneKeys = document.getElementById("lone");
loneKeys.checked = !localStorage.quiet;
loneKeys.addEventListener("change", () => {
  localStorage.quiet = loneKeys.checked ? "" : "1";
});

document.addEventListener("keydown", (event) => {
  // While an input method composes, keys are its own. The key code says so in Safari even for the
  // Enter that ends it, when `isComposing` is false again.
  if (event.keyCode === 229) return;
  if (isSendKey(event)) send(event);
  else press(event);
});

/** Enter sends where the field says so (`enterkeyhint`); Shift+Enter breaks the line. */
function isSendKey({ key, shiftKey, target }) {
  return key === "Enter" && !shiftKey && target.enterKeyHint;
}

function send(event) {
  event.preventDefault();
  const { value, form } = event.target;
  if (value.trim()) form.requestSubmit();
}

function press(event) {
  const keys = keysOf(event);
  if (areLeftAlone(keys, event.target)) return;
  const place = placeOf(keys, event.target);
  if (!place || document.querySelector(":popover-open")) return;
  event.preventDefault();
  if (place.matches("input, textarea")) focusField(place);
  else place.click();
}

/** Keys pressed together, as `aria-keyshortcuts` names them. ⌘ counts as Control. */
function keysOf({ key, altKey, ctrlKey, metaKey, shiftKey }) {
  const hasControl = isMac ? metaKey : ctrlKey;
  // Which other characters take Shift depends on the keyboard.
  const hasShift = shiftKey && /^\w/.test(key);
  return (hasControl ? "Control+" : "") + (altKey ? "Alt+" : "") + (hasShift ? "Shift+" : "") + key;
}

/** Whether keys do what they always do: Escape empties a search, `?` is typed or was turned off. */
function areLeftAlone(keys, target) {
  if (keys === "Escape") return target.id === "search";
  return keys === "?" && (target.matches("input, select, textarea") || !loneKeys.checked);
}

/** What the keys press or lead to, if anything. */
function placeOf(keys, target) {
  switch (keys) {
    case "Control+Shift+C":
      return [...document.querySelectorAll("footer [data-copy]")].at(-1);
    case "Alt+ArrowUp":
      return target.value ? undefined : neighbour(-1);
    case "Alt+ArrowDown":
      return target.value ? undefined : neighbour(1);
    default:
      return document.querySelector(`[aria-keyshortcuts~="${CSS.escape(keys)}" i]`);
  }
}

/** The chat so many places below the shown one in the list. */
function neighbour(step) {
  const chats = [...document.querySelectorAll("#chat-list a")];
  return chats[chats.findIndex((chat) => chat.ariaCurrent) + step];
}

/** On a phone the list of chats, with the search in it, has to be opened first. */
function focusField(field) {
  if (!field.checkVisibility()) field.closest(".sidebar")?.showPopover();
  field.focus();
}
