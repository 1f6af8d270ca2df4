// Applies changes of growing answers, as html_patch.ts writes them.
addEventListener("htmx:sse:before:message", (event) => {
  const { data } = event.detail.message;
  if (!/^\d/.test(data)) return;
  event.preventDefault();
  for (const change of data.split("\0")) {
    let [, depth, elements, characters, html] = /^(\d+)(?:,(\d+),(\d+))?\s([^]*)/.exec(change);
    let at = event.target;
    while (depth-- > 0) at = at.lastElementChild;
    while (elements > 0) {
      if (at.lastChild.tagName) elements--;
      at.lastChild.remove();
    }
    while (characters > 0) {
      const text = at.lastChild;
      characters -= text.length;
      characters < 0 ? text.deleteData(-characters, text.length) : text.remove();
    }
    at.insertAdjacentHTML("beforeend", html);
  }
});
