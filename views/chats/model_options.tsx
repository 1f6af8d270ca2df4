import type { Model } from "../../domain/models/catalog.ts";
import type { Texts } from "../texts/texts.ts";

type ModelOptionsProps = {
  readonly t: Texts;
  readonly models: readonly Model[];
  /** Name of the selected model. */
  readonly model?: string;
};

/** The models to choose from, with the sizes of their context windows. */
export function ModelOptions({ t, models, model }: ModelOptionsProps) {
  const sizeText = (tokens: number, isGuess = false) =>
    isGuess ? t.settings.perhaps(t.format.compact(tokens)) : t.format.compact(tokens);
  return (
    <>
      {models.map(({ name, contextTokens, contextIsGuess }) => (
        <option value={name} selected={name === model}>
          {t.settings.modelOption(name, sizeText(contextTokens, contextIsGuess))}
        </option>
      ))}
    </>
  );
}
