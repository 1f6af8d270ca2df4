// Keyboard shortcuts. Buttons, links and fields have theirs in `aria-keyshortcuts`.

const isMac = /Mac|iP/.test(navigator.platform);

// The shortcut `?`, a single character, can be turned off (WCAG 2.1.4).
const loneKeys = document.getElementById("lone");
loneKeys.checked = !localStorage.quiet;
loneKeys.addEventListener("change", () => {
  localStorage.quiet = loneKeys.checked ? "" : "1";
});

document.addEventListener("keydown", (event) => {
  // Keys of an input method have the key code 229. In Safari so has the Enter that ends a
  // composition, when `isComposing` is false again.
  if (event.keyCode === 229) return;
  if (isSendKey(event)) send(event);
  else press(event);
});

/** Enter sends in fields with `enterkeyhint`; Shift+Enter breaks the line. */
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
  if (haveOwnEffect(keys, event.target)) return;
  const place = placeOf(keys, event.target);
  if (!place || document.querySelector(":popover-open")) return;
  event.preventDefault();
  if (place.matches("input, textarea")) focusField(place);
  else place.click();
}

/** The pressed keys in the notation of `aria-keyshortcuts`. ⌘ counts as Control. */
function keysOf({ key, altKey, ctrlKey, metaKey, shiftKey }) {
  const hasControl = isMac ? metaKey : ctrlKey;
  // For other characters it depends on the keyboard whether they need Shift.
  const hasShift = shiftKey && /^\w/.test(key);
  return (hasControl ? "Control+" : "") + (altKey ? "Alt+" : "") + (hasShift ? "Shift+" : "") + key;
}

/** Whether the keys are no shortcut here: Escape empties a search; `?` is text or turned off. */
function haveOwnEffect(keys, target) {
  if (keys === "Escape") return target.id === "search";
  return keys === "?" && (target.matches("input, select, textarea") || !loneKeys.checked);
}

/** The button, link or field of a shortcut, if there is one. */
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

/** The chat `step` places below the shown one in the list. */
function neighbour(step) {
  const chats = [...document.querySelectorAll("#chat-list a")];
  return chats[chats.findIndex((chat) => chat.ariaCurrent) + step];
}

/** Focuses a field. On a phone the search is in the list of chats, which has to be opened first. */
function focusField(field) {
  if (!field.checkVisibility()) field.closest(".sidebar")?.showPopover();
  field.focus();
}
