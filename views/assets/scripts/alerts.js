// Shows an error until the user does something else.

/** Says that the server can't be reached. */
export function showUnreachable() {
  show(document.body.dataset.unreachable);
}

function show(text) {
  document.getElementById("alerts").textContent = text;
}

function clear() {
  show("");
}

document.addEventListener("input", clear);
document.addEventListener("htmx:before:request", clear);

// `fetch()` throws a TypeError when there is no connection.
document.addEventListener("htmx:error", ({ detail }) => {
  if (detail.error instanceof TypeError) showUnreachable();
});

// A proxy answers with these if the server doesn't answer.
document.addEventListener("htmx:response:error", ({ detail }) => {
  if ([502, 504].includes(detail.ctx.response.status)) showUnreachable();
});

// A stream reconnects by itself.
document.addEventListener("htmx:sse:error", showUnreachable);
document.addEventListener("htmx:sse:after:connection", clear);
