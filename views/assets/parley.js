// What HTML can't do by itself. The page works without it.
(() => {
  const { body, scrollingElement: page } = document;
  const { user, ...texts } = body.dataset;
  const byId = (id) => document.getElementById(id);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const on = document.addEventListener.bind(document);
  const store = localStorage;

  // The server groups chats by the days of whoever looks.
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  document.cookie = `tz=${timeZone};path=/;max-age=31536000;samesite=lax`;
  if (!user) return;

  // While an input method composes, keys are its own: key code 229, in Safari even when it ends.
  on("keydown", (event) => {
    const { target, key, altKey, ctrlKey, shiftKey } = event;
    if (event.keyCode === 229) return;
    // Enter sends where its key says so, Shift+Enter breaks the line.
    if (target.enterKeyHint && key === "Enter" && !shiftKey) {
      event.preventDefault();
      if (target.value.trim()) target.form.requestSubmit();
      return;
    }
    // Other shortcuts are written at what they press. The one that is a lone character can be turned
    // off, and types where one writes.
    const command = /Mac|iP/.test(navigator.platform) ? event.metaKey : ctrlKey;
    const keys = (command ? "Control+" : "") + (altKey ? "Alt+" : "") +
      (shiftKey && /^\w/.test(key) ? "Shift+" : "") + key;
    if (
      keys === "Escape" && target.id === "search" ||
      keys === "?" && (target.matches("input,select,textarea") || store.quiet)
    ) return;
    let [found] = all(`[aria-keyshortcuts~="${CSS.escape(keys)}"i]`);
    if (keys === "Control+Shift+C") found = all("footer [data-copy]").at(-1);
    const step = { "Alt+ArrowUp": -1, "Alt+ArrowDown": 1 }[keys];
    if (step && !target.value) {
      const chats = all("#chat-list a");
      found = chats[chats.findIndex((chat) => chat.ariaCurrent) + step];
    }
    if (!found || all(":popover-open")[0]) return;
    event.preventDefault();
    if (!found.matches("input,textarea")) return found.click();
    if (!found.checkVisibility()) found.closest(".sidebar")?.showPopover();
    found.focus();
  });
  const lone = byId("lone");
  lone.checked = !store.quiet;
  lone.onchange = () => store.quiet = lone.checked ? "" : 1;

  // A draft stays with its chat until the server has it, or its writer signs out.
  const box = () => byId("message");
  const drafts = () => JSON.parse(store[user] ?? "{}");
  const save = (form, text) => {
    store[user] = JSON.stringify({ ...drafts(), [form.dataset.draft]: text });
  };
  // For browsers without CSS `field-sizing`: the padding is 14 px, a line 25.
  const fit = () => {
    box().rows = 1;
    box().rows = (box().scrollHeight - 14) / 25;
  };
  const restore = () => {
    if (!box()?.form) return;
    box().value ||= drafts()[box().form.dataset.draft] ?? "";
    fit();
  };
  on("input", ({ target }) => {
    alert();
    if (target !== box()) return;
    fit();
    save(target.form, target.value);
  });
  on("submit", ({ target, defaultPrevented }) => {
    if (target.matches(".account")) delete store[user];
    else if (!defaultPrevented) save(target);
  });

  on("click", ({ target }) => {
    if (target.id === "jump") {
      goToEnd();
      refocus();
    }
    const button = target.closest("[data-copy]");
    if (button) copy(button).catch(unreachable);
  });

  // Copies the text of an element, a button's code, or what is at an address.
  const copy = async (button) => {
    const { copy } = button.dataset;
    const source = byId(copy) ?? button.closest("figure")?.lastChild;
    const text = source?.textContent ??
      fetch(copy).then((it) => it.ok ? it.text() : Promise.reject());
    try {
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": text })]);
    } catch {
      // Plain HTTP has no clipboard. What can't be copied at all is shown, selected.
      const area = document.createElement("textarea");
      area.value = await text;
      button.before(area);
      area.select();
      if (!document.execCommand("copy")) return;
      area.remove();
    }
    button.was ??= button.textContent;
    button.textContent = texts.copied;
    setTimeout(() => button.textContent = button.was, 2e3);
  };

  // Growing text is followed until its reader scrolls up, or changes a question.
  let isAtEnd, lastTop = 0;
  const noteEnd = (isThere) => {
    isAtEnd = isThere;
    lastTop = page.scrollTop;
    byId("jump")?.toggleAttribute("hidden", isThere);
  };
  const goToEnd = () => {
    scrollTo(0, page.scrollHeight);
    noteEnd(true);
  };
  on("scroll", () => {
    const top = page.scrollTop;
    noteEnd(page.scrollHeight - top - innerHeight < 80 || isAtEnd && top >= lastTop);
  });
  new ResizeObserver(() => isAtEnd && !all(".editing")[0] && goToEnd()).observe(body);

  // Whoever looks elsewhere sees in the title that an answer has come.
  const markTitle = () => {
    document.title = (document.hidden ? "● " : "") + document.title.replace("● ", "");
  };
  on("visibilitychange", () => document.hidden || markTitle());

  // Where a swap takes what had the focus, one goes on writing.
  let hadFocus;
  const seeFocus = () => hadFocus ||= document.activeElement !== body;
  const refocus = () => {
    if (document.activeElement !== body) return;
    (matchMedia("(hover:hover)").matches && box() || byId("main")).focus({ preventScroll: true });
  };

  const alert = (text = "") => byId("alerts").textContent = text;
  const unreachable = () => alert(texts.unreachable);
  on("htmx:before:request", ({ target }) => {
    seeFocus();
    alert();
    if (target.id !== "composer-form") return;
    box().readOnly = true;
    save(target, box().value);
  });
  on("htmx:finally:request", () => {
    if (box()?.form) box().readOnly = false;
  });
  on("htmx:error", ({ detail }) => detail.error instanceof TypeError && unreachable());
  on("htmx:response:error", ({ detail: { ctx } }) => {
    if (/50[24]/.test(ctx.response.status)) unreachable();
  });
  // A stream that finds its server again says so by going on.
  on("htmx:sse:error", unreachable);
  on("htmx:sse:after:connection", () => alert());
  let below, isSent;
  on("htmx:before:swap", ({ detail: { ctx } }) => {
    seeFocus();
    const { sourceElement: source, response } = ctx;
    isSent = source.id === "composer-form" && response.status < 400;
    if (isSent) save(source);
    // Older messages come above what is being read, which stays where it is.
    below = source.closest("#older") && page.scrollHeight - page.scrollTop;
  });
  on("htmx:after:swap", () => {
    if (below) page.scrollTop = page.scrollHeight - below;
    // A new title may come with the answer, but after it.
    setTimeout(markTitle);
    restore();
    if (isSent) goToEnd();
    if (hadFocus) refocus();
    hadFocus = false;
  });

  restore();
  if (byId("messages") && !/[?#]/.test(location)) goToEnd();
})();
