import type { Texts } from "./texts/texts.ts";

/** Says plainly that no real model answers. */
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
