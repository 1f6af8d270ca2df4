/** Says plainly that no real model answers. */
export function DemoBanner() {
  return (
    <p class="demo-banner">
      <strong>Demo model.</strong> Answers are canned and made offline; set{" "}
      <code>OPENAI_API_KEY</code> to talk to a real one.
    </p>
  );
}
