// Streaming answers: applies the changes to the end of their HTML that html_patch.ts encodes.

document.addEventListener("htmx:sse:before:message", (event) => {
  const { data } = event.detail.message;
  if (data.startsWith("~")) {
    event.preventDefault();
    return showThinking(event.target.id, data.slice(1));
  }
  // Data that begins with a tag is for htmx.
  if (!/^\d/.test(data)) return;
  event.preventDefault();
  for (const change of data.split("\0")) applyChange(event.target, change);
});

/** Data about thinking: the line that stands for it, and then more of its text. */
function showThinking(answerId, data) {
  const [line] = data.split("\n", 1);
  const thinking = document.getElementById(answerId.replace("answer-", "thinking-"));
  thinking.querySelector("summary").textContent = line;
  thinking.querySelector(".thoughts").append(data.slice(line.length + 1));
}

/** A change is `depth html` or, if it also removes something, `depth,elements,characters html`. */
function applyChange(root, change) {
  const parts = /^(\d+)(?:,(\d+),(\d+))? ([^]*)$/.exec(change);
  const [depth, elements, characters] = parts.slice(1, 4).map((part) => Number(part ?? 0));
  let place = root;
  for (let level = 0; level < depth; level++) place = place.lastElementChild;
  removeElements(place, elements);
  removeText(place, characters);
  place.insertAdjacentHTML("beforeend", parts[4]);
}

/** Removes the last elements with the text after and between them. */
function removeElements(place, count) {
  let left = count;
  while (left > 0) {
    if (place.lastChild.nodeType === Node.ELEMENT_NODE) left--;
    place.lastChild.remove();
  }
}

/** Removes the last characters (UTF-16 code units), which may be in several text nodes. */
function removeText(place, count) {
  let left = count;
  while (left > 0) {
    const text = place.lastChild;
    const cut = Math.min(left, text.length);
    text.deleteData(text.length - cut, cut);
    if (text.length === 0) text.remove();
    left -= cut;
  }
}

// The title of a hidden tab shows that an answer has come.
function markTitle() {
  const title = document.title.replace("● ", "");
  document.title = document.hidden ? `● ${title}` : title;
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) markTitle();
});
// The chat's new title may come with the answer, and replaces the page's after this event.
document.addEventListener("htmx:after:swap", () => setTimeout(markTitle));
