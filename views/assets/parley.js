// What HTML can't do by itself. Everything on the page works without this file.
(() => {
  const byId = (id) => document.getElementById(id);
  const on = (type, listener) => document.addEventListener(type, listener);
  const page = document.scrollingElement;

  // Enter sends, Shift+Enter breaks the line. While an input method composes, Enter is its own
  // (Safari tells by key code 229). While an answer streams there is no Send to press.
  on("keydown", (event) => {
    const { target: box, key, shiftKey, isComposing, keyCode } = event;
    if (box.id !== "message" || key !== "Enter" || shiftKey) return;
    if (isComposing || keyCode === 229) return;
    event.preventDefault();
    const send = document.querySelector("button[form=composer-form]");
    if (send && box.value.trim()) box.form.requestSubmit(send);
  });

  // What is being written stays with its chat until it is sent, or its writer signs out.
  const draftKey = (box) => `draft:${box.form.dataset.draft}`;
  on("input", ({ target }) => {
    if (target.id !== "message") return;
    sessionStorage.setItem(draftKey(target), target.value);
    fit(target);
  });
  on("submit", ({ target }) => {
    if (target.id === "composer-form") sessionStorage.removeItem(draftKey(byId("message")));
    else if (target.matches(".account")) sessionStorage.clear();
  });

  /** Sizes the box to its text where the browser does not (CSS `field-sizing`). */
  function fit(box) {
    if (CSS.supports("field-sizing", "content")) return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
  }

  // Copies what the button names, or the code it stands above.
  on("click", async ({ target }) => {
    const button = target.closest("[data-copy]");
    if (!button) return;
    const { copy } = button.dataset;
    const source = copy ? byId(copy) : button.closest("figure").querySelector("code");
    const toggleCaptions = () => source.classList.toggle("copying");
    toggleCaptions();
    const text = source.innerText;
    toggleCaptions();
    let label = "Copied";
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Pages from plain HTTP have no clipboard; where nothing can be copied, the text stays selected.
      toggleCaptions();
      getSelection().selectAllChildren(source);
      if (!document.execCommand("copy")) label = "Selected";
      toggleCaptions();
    }
    button.textContent = label;
    setTimeout(() => button.textContent = "Copy", 1500);
  });

  // Growing text is followed only from its end.
  let isAtEnd = true;
  const goToEnd = () => page.scrollTo(0, page.scrollHeight);
  addEventListener("scroll", () => {
    isAtEnd = page.scrollHeight - page.scrollTop - innerHeight < 80;
  }, { passive: true });
  new ResizeObserver(() => isAtEnd && goToEnd()).observe(document.body);

  on("htmx:before:request", ({ target }) => {
    byId("alerts").textContent = "";
    if (target.id === "composer-form") byId("message").readOnly = true;
  });
  on("htmx:finally:request", () => {
    const box = byId("message");
    if (box?.form) box.readOnly = false;
  });
  const sayUnreachable = () => {
    byId("alerts").textContent = "The server can’t be reached. What you wrote is kept.";
  };
  on("htmx:error", ({ detail: { error } }) => {
    if (error instanceof TypeError) sayUnreachable();
  });
  on("htmx:response:error", ({ detail: { ctx } }) => {
    if (ctx.response.status === 502 || ctx.response.status === 504) sayUnreachable();
  });
  on("htmx:before:swap", ({ detail: { ctx } }) => {
    if (ctx.sourceElement.id === "composer-form") isAtEnd = true;
  });
  // Whoever pressed Stop or Retry, which are gone then, goes on writing.
  on("htmx:after:swap", ({ detail: { ctx } }) => {
    prepare();
    const hasLostFocus = document.activeElement === document.body;
    if (!hasLostFocus || ctx.sourceElement.localName === "a") return;
    if (matchMedia("(hover: hover)").matches) byId("message")?.focus({ preventScroll: true });
  });

  /** Brings back a draft. */
  function prepare() {
    const box = byId("message");
    if (!box?.form) return;
    box.value ||= sessionStorage.getItem(draftKey(box)) ?? "";
    fit(box);
  }

  prepare();
  if (byId("messages") && !location.search) goToEnd();
})();
