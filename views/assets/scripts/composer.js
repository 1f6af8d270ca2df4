// The box that messages are written in.

/** The box's padding and the height of a line, in pixels: see composer.css and base.css. */
const PADDING = 14;
const LINE = 25;

/** The box. In an ended chat it has no form and only shows a message that came too late. */
export function messageBox() {
  return document.getElementById("message");
}

/** Makes the box as high as its text, for browsers without CSS `field-sizing`. */
export function fitBox() {
  const box = messageBox();
  box.rows = 1;
  box.rows = (box.scrollHeight - PADDING) / LINE;
}

/** Whether htmx has brought the answer to a message that the server took. */
export function isSent({ sourceElement, response }) {
  return sourceElement.id === "composer-form" && response.status < 400;
}

document.addEventListener("input", ({ target }) => {
  if (target === messageBox()) fitBox();
});

// What is added to a message on its way would be lost.
document.addEventListener("htmx:before:request", ({ target }) => {
  if (target.id === "composer-form") messageBox().readOnly = true;
});
document.addEventListener("htmx:finally:request", () => {
  const box = messageBox();
  if (box?.form) box.readOnly = false;
});
