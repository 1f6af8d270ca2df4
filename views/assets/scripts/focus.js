// If a swap removes the element with the focus, the message box takes it.
import { messageBox } from "./composer.js";

let hadFocus = false;

function noteFocus() {
  hadFocus ||= document.activeElement !== document.body;
}

/** Sets the focus if it was lost. Not to the box on a touch screen: it would open the keyboard. */
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
