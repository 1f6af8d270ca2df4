import type { Texts } from "./texts/texts.ts";

/** Tells the user that the built-in demo model answers, not a real one. */
export function DemoBanner({ t }: { t: Texts }) {
  const { before, model, after, end } = t.site.demo;
  return (
    <p class="demo-banner">
      {before}
      <strong>{model}</strong>
      {after}
      <code>OPENAI_API_KEY</code>
      {end}
    </p>
  );
}
