// Buttons with `data-copy` copy the text of the element with that id or, inside of a code block,
// the code, or what the server has at that address.
import { showUnreachable } from "./alerts.js";

/** For how long a button says that it has copied, in milliseconds. */
const SAID_FOR = 2000;

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-copy]");
  if (button) copy(button).catch(showUnreachable);
});

async function copy(button) {
  const text = textOf(button);
  try {
    // Safari wants to be given the text's promise, while the click still counts.
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

/** Plain HTTP has no clipboard. What can't be copied at all stays on the page, selected. */
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
  // A second click may come while the button still says so.
  button.dataset.label ??= button.textContent;
  button.textContent = document.body.dataset.copied;
  setTimeout(() => button.textContent = button.dataset.label, SAID_FOR);
}
