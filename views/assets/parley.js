// What HTML can't do by itself. Everything on the page works without this file.
(() => {
  const byId = (id) => document.getElementById(id);
  const page = document.scrollingElement;

  // Enter sends, Shift+Enter breaks the line. While an input method composes, Enter is its own
  // (Safari tells by key code 229). While an answer streams there is no Send to press.
  document.addEventListener("keydown", (event) => {
    const { target: box, key, shiftKey, isComposing, keyCode } = event;
    if (box.id !== "message" || key !== "Enter" || shiftKey) return;
    if (isComposing || keyCode === 229) return;
    event.preventDefault();
    const send = document.querySelector("button[form=composer-form]");
    if (send && box.value.trim()) box.form.requestSubmit(send);
  });

  // What is being written stays with its chat until it is sent, or its writer signs out.
  const draftKey = (box) => `draft:${box.form.dataset.draft}`;
  document.addEventListener("input", ({ target }) => {
    if (target.id !== "message") return;
    sessionStorage.setItem(draftKey(target), target.value);
    fit(target);
  });
  document.addEventListener("submit", ({ target }) => {
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
  document.addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-copy]");
    if (!button) return;
    const { copy } = button.dataset;
    const source = copy ? byId(copy) : button.closest("figure").querySelector("code");
    source.classList.add("copying");
    const text = source.innerText;
    source.classList.remove("copying");
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
    setTimeout(() => button.textContent = "Copy", 1500);
  });

  // Growing text is followed only from its end.
  let isAtEnd = true;
  const goToEnd = () => page.scrollTo(0, page.scrollHeight);
  addEventListener("scroll", () => {
    isAtEnd = page.scrollHeight - page.scrollTop - innerHeight < 80;
  }, { passive: true });
  new ResizeObserver(() => isAtEnd && goToEnd()).observe(document.body);

  document.addEventListener("htmx:before:request", ({ target }) => {
    byId("alerts").textContent = "";
    if (target.id === "composer-form") byId("message").readOnly = true;
  });
  document.addEventListener("htmx:finally:request", () => {
    const box = byId("message");
    if (box?.form) box.readOnly = false;
  });
  const sayUnreachable = () => {
    byId("alerts").textContent = "The server can’t be reached. What you wrote is kept.";
  };
  document.addEventListener("htmx:error", ({ detail: { error } }) => {
    if (error instanceof TypeError) sayUnreachable();
  });
  document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
    if (ctx.response.status === 502 || ctx.response.status === 504) sayUnreachable();
  });
  document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
    if (ctx.sourceElement.id === "composer-form") isAtEnd = true;
  });
  // Whoever pressed Stop or Retry, which are gone then, goes on writing.
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
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
