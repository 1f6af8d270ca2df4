import type { Texts } from "../texts/texts.ts";

/** Props of the gauge of a chat's context window. */
export type ContextGaugeProps = {
  readonly t: Texts;
  /** Tokens of the chat; `null` if unknown, as before the first answer. */
  readonly tokens: number | null;
  /** Size of the model's context window. */
  readonly contextTokens: number;
  /** Whether that size is only a guess. */
  readonly contextIsGuess: boolean;
};

/** Shows how full the model's context window is; before the first answer, an empty line. */
export function ContextGauge({ t, tokens, contextTokens, contextIsGuess }: ContextGaugeProps) {
  if (tokens === null) return <p id="context-gauge" class="context-gauge">&nbsp;</p>;
  const { number, percent } = t.format;
  const share = percent(tokens / contextTokens);
  const size = number(contextTokens);
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
      {t.settings.contextUse(
        number(tokens),
        contextIsGuess ? t.settings.perhaps(size) : size,
        share,
      )}
    </p>
  );
}

/** Updates the gauge on a page. */
export function GaugePartial(props: ContextGaugeProps) {
  return (
    <hx-partial hx-target="#context-gauge" hx-swap="outerHTML">
      <ContextGauge {...props} />
    </hx-partial>
  );
}
