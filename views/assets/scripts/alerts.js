// Tells what went wrong, until something else is tried.

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

// A proxy answers for a server that doesn't.
document.addEventListener("htmx:response:error", ({ detail }) => {
  if ([502, 504].includes(detail.ctx.response.status)) showUnreachable();
});

// A stream looks for its server by itself, and goes on when it has found it again.
document.addEventListener("htmx:sse:error", showUnreachable);
document.addEventListener("htmx:sse:after:connection", clear);
