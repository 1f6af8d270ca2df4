import type { Texts } from "../texts/texts.ts";

/** How much of its model's context window a chat takes. */
export type ContextGaugeProps = {
  readonly t: Texts;
  /** `null` where that isn't known, as before the first answer. */
  readonly tokens: number | null;
  /** Tokens that the model reads. */
  readonly contextTokens: number;
};
/** How much of the model's context window a chat takes; before the first answer, the room for it. */
export function ContextGauge({ t, tokens, contextTokens }: ContextGaugeProps) {
  if (tokens === null) return <p id="context-gauge" class="context-gauge">&nbsp;</p>;
  const { number, percent } = t.format;
  const share = percent(tokens / contextTokens);
  return (
    <p id="context-gauge" class="context-gauge">
      <meter
        aria-label={t.settings.contextWindow}
        min="0"
        max={contextTokens}
        high={Math.round(contextTokens * 0.9)}
        value={Math.min(tokens, contextTokens)}
      >
        {share}
      </meter>{" "}
      {t.settings.contextUse(number(tokens), number(contextTokens), share)}
    </p>
  );
}

/** Renews the gauge where it is on a page. */
export function GaugePartial(props: ContextGaugeProps) {
  return (
    <hx-partial hx-target="#context-gauge" hx-swap="outerHTML">
      <ContextGauge {...props} />
    </hx-partial>
  );
}
