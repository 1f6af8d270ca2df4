/** Says plainly that no real model answers. */
export function DemoBanner() {
  return (
    <p class="demo-banner">
      The built-in <strong>demo model</strong> answers here. Set <code>OPENAI_API_KEY</code>{" "}
      for a real one.
    </p>
  );
}
