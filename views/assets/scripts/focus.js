// Where a swap takes away what had the focus, the focus goes to where writing goes on.
import { messageBox } from "./composer.js";

let hadFocus = false;

function noteFocus() {
  hadFocus ||= document.activeElement !== document.body;
}

/** Gives the focus a place if it has none. On a touch screen the box would open the keyboard. */
export function refocus() {
  if (document.activeElement !== document.body) return;
  const isTouched = !matchMedia("(hover: hover)").matches;
  const place = isTouched ? null : messageBox();
  (place ?? document.getElementById("main")).focus({ preventScroll: true });
}

document.addEventListener("htmx:before:request", noteFocus);
document.addEventListener("htmx:before:swap", noteFocus);
document.addEventListener("htmx:after:swap", () => {
  if (hadFocus) refocus();
  hadFocus = false;
});
