// The composer's message box.

/** The box's padding and the height of a line, in pixels: see composer.css and base.css. */
const PADDING = 14;
const LINE = 25;

/** The box. In an ended chat it has no form, and shows a message that was sent too late. */
export function messageBox() {
  return document.getElementById("message");
}

/** Makes the box as high as its text, for browsers without CSS `field-sizing`. */
export function fitBox() {
  const box = messageBox();
  box.rows = 1;
  box.rows = (box.scrollHeight - PADDING) / LINE;
}

/** Whether a request of htmx was a message that the server accepted. */
export function isSent({ sourceElement, response }) {
  return sourceElement.id === "composer-form" && response.status < 400;
}

document.addEventListener("input", ({ target }) => {
  if (target === messageBox()) fitBox();
});

// Text that the user adds while a message is being sent would be lost.
document.addEventListener("htmx:before:request", ({ target }) => {
  if (target.id === "composer-form") messageBox().readOnly = true;
});
document.addEventListener("htmx:finally:request", () => {
  const box = messageBox();
  if (box?.form) box.readOnly = false;
});
