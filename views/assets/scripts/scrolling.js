// The end of a chat stays in view while its text grows, until the user scrolls up or edits a
// question.
import { isSent } from "./composer.js";
import { refocus } from "./focus.js";

/** Within this many pixels from the end, the page counts as being at the end. */
const NEARBY = 80;

const page = document.scrollingElement;
let isAtEnd = false;
let lastTop = 0;

function noteEnd(isThere) {
  isAtEnd = isThere;
  lastTop = page.scrollTop;
  document.getElementById("jump")?.toggleAttribute("hidden", isThere);
}

function goToEnd() {
  scrollTo(0, page.scrollHeight);
  noteEnd(true);
}

// Text may grow by more than that at once, so only scrolling up leaves the end.
document.addEventListener("scroll", () => {
  const isNear = page.scrollHeight - page.scrollTop - innerHeight < NEARBY;
  noteEnd(isNear || isAtEnd && page.scrollTop >= lastTop);
});

new ResizeObserver(() => {
  if (isAtEnd && !document.querySelector(".editing")) goToEnd();
}).observe(document.body);

document.addEventListener("click", ({ target }) => {
  if (target.id !== "jump") return;
  goToEnd();
  // The button may have had the focus, and is hidden now.
  refocus();
});

// Older messages are added above: the text on screen keeps its distance from the end.
let distance = null;
let hasSent = false;

document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  const isOlder = ctx.sourceElement.closest("#older");
  distance = isOlder ? page.scrollHeight - page.scrollTop : null;
  hasSent = isSent(ctx);
});
document.addEventListener("htmx:after:swap", () => {
  if (distance !== null) page.scrollTop = page.scrollHeight - distance;
  if (hasSent) goToEnd();
});

// A page opens at its end, unless its URL leads to a message or another place.
if (document.getElementById("messages") && !/[?#]/.test(location)) goToEnd();
