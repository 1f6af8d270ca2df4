// What HTML can't do by itself. The page works without it.
(() => {
  const byId = (id) => document.getElementById(id);
  const on = (type, listener) => document.addEventListener(type, listener);
  const page = document.scrollingElement;

  // Enter sends, Shift+Enter breaks the line. While an input method composes, Enter is its own
  // (Safari: key code 229).
  on("keydown", (event) => {
    const { target: box, key, shiftKey, isComposing, keyCode } = event;
    if (box.id !== "message" || key !== "Enter" || shiftKey) return;
    if (isComposing || keyCode === 229) return;
    event.preventDefault();
    const send = document.querySelector("button[form=composer-form]");
    if (send && box.value.trim()) box.form.requestSubmit(send);
  });

  // A draft stays with its chat until the server has it, or its writer signs out.
  const draftKey = (form) => `draft:${form.dataset.draft}`;
  const dropDraft = (form) => sessionStorage.removeItem(draftKey(form));
  on("input", ({ target }) => {
    if (target.id !== "message") return;
    fit(target);
    sessionStorage.setItem(draftKey(target.form), target.value);
  });
  on("submit", ({ target, defaultPrevented }) => {
    if (target.matches(".account")) sessionStorage.clear();
    else if (!defaultPrevented) dropDraft(target);
  });

  /** Sizes the box where CSS `field-sizing` doesn't. */
  function fit(box) {
    if (CSS.supports("field-sizing", "content")) return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
  }

  // Copies what a button names, or its code.
  on("click", async ({ target }) => {
    const button = target.closest("[data-copy]");
    if (!button) return;
    const { copy } = button.dataset;
    const source = copy ? byId(copy) : button.closest("figure").querySelector("code");
    const toggle = () => source.classList.toggle("copying");
    toggle();
    const text = source.innerText;
    toggle();
    let label = "Copied";
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Plain HTTP has no clipboard.
      toggle();
      getSelection().selectAllChildren(source);
      if (!document.execCommand("copy")) label = "Selected";
      toggle();
    }
    button.textContent = label;
    setTimeout(() => button.textContent = "Copy", 1500);
  });

  // Growing text is followed until its reader scrolls up.
  let isAtEnd = true;
  let lastTop = 0;
  const goToEnd = () => {
    isAtEnd = true;
    page.scrollTo(0, page.scrollHeight);
    lastTop = page.scrollTop;
  };
  on("scroll", () => {
    const { scrollTop: top, scrollHeight } = page;
    isAtEnd = scrollHeight - top - innerHeight < 80 || (isAtEnd && top >= lastTop);
    lastTop = top;
  });
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
    if ([502, 504].includes(ctx.response.status)) sayUnreachable();
  });
  on("htmx:before:swap", ({ detail: { ctx } }) => {
    const { sourceElement: form, response } = ctx;
    if (form.id === "composer-form" && response.status < 400) dropDraft(form);
  });
  // Whoever pressed Stop or Retry goes on writing.
  on("htmx:after:swap", ({ detail: { ctx } }) => {
    bringDraft();
    const { id, localName } = ctx.sourceElement;
    if (id === "composer-form") goToEnd();
    const hasFocus = document.activeElement !== document.body;
    if (hasFocus || localName === "a") return;
    if (matchMedia("(hover: hover)").matches) byId("message")?.focus({ preventScroll: true });
  });

  function bringDraft() {
    const box = byId("message");
    if (!box?.form) return;
    box.value ||= sessionStorage.getItem(draftKey(box.form)) ?? "";
    fit(box);
  }

  bringDraft();
  if (byId("messages") && !location.search) goToEnd();
})();
