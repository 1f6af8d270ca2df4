// Keeps a draft for each chat until the server has accepted the message, or the user signs out. All
// drafts of a user are one entry of localStorage, so that signing out deletes them all.
import { fitBox, isSent, messageBox } from "./composer.js";

const { user } = document.body.dataset;

function readDrafts() {
  return JSON.parse(localStorage[user] ?? "{}");
}

/** Keeps a draft under the chat of the composer's form. */
function keepDraft(form, text) {
  localStorage[user] = JSON.stringify({ ...readDrafts(), [form.dataset.draft]: text });
}

function dropDraft(form) {
  // JSON leaves out what is undefined.
  keepDraft(form, undefined);
}

function restoreDraft() {
  const box = messageBox();
  if (!box?.form) return;
  box.value ||= readDrafts()[box.form.dataset.draft] ?? "";
  fitBox();
}

document.addEventListener("input", ({ target }) => {
  if (target === messageBox()) keepDraft(target.form, target.value);
});

// htmx prevents the default of submits that it sends itself; their message may still be refused.
document.addEventListener("submit", ({ target, defaultPrevented }) => {
  if (target.matches(".account")) delete localStorage[user];
  else if (target.dataset.draft && !defaultPrevented) dropDraft(target);
});
document.addEventListener("htmx:before:request", ({ target }) => {
  if (target.id === "composer-form") keepDraft(target, messageBox().value);
});
document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  if (isSent(ctx)) dropDraft(ctx.sourceElement);
});

document.addEventListener("htmx:after:swap", restoreDraft);
restoreDraft();
