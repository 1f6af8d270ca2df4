// A button with `data-copy` copies the text of the element with that id, the code of the block
// around the button, or the text that the server has at that URL.
import { showUnreachable } from "./alerts.js";

/** How long a button says "Copied", in milliseconds. */
const COPIED_FOR = 2000;

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-copy]");
  if (button) copy(button).catch(showUnreachable);
});

async function copy(button) {
  const text = textOf(button);
  try {
    // Safari allows this only in the click's own task, so the text is given as a promise.
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": text })]);
  } catch {
    if (!copyWithoutClipboard(button, await text)) return;
  }
  sayCopied(button);
}

function textOf(button) {
  const { copy } = button.dataset;
  const source = document.getElementById(copy) ?? button.closest("figure")?.lastChild;
  return source?.textContent ?? fetchText(copy);
}

async function fetchText(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return await response.text();
}

/**
 * Copies without `navigator.clipboard`, which plain HTTP lacks. If that fails, the text stays on
 * the page, selected.
 */
function copyWithoutClipboard(button, text) {
  const area = document.createElement("textarea");
  area.value = text;
  button.before(area);
  area.select();
  const isCopied = document.execCommand("copy");
  if (isCopied) area.remove();
  return isCopied;
}

function sayCopied(button) {
  // The button may still say "Copied" from an earlier click.
  button.dataset.label ??= button.textContent;
  button.textContent = document.body.dataset.copied;
  setTimeout(() => button.textContent = button.dataset.label, COPIED_FOR);
}
