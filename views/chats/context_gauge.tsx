import type { ContextGaugeProps } from "../page_props.ts";

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
