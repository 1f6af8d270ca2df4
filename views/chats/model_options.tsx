import { type ModelCatalog, modelNamed } from "../../domain/models/catalog.ts";
import type { Texts } from "../texts/texts.ts";

type ModelOptionsProps = {
  readonly t: Texts;
  readonly models: ModelCatalog;
  /** Name of the selected model. It is among the options even if its server is away. */
  readonly model?: string;
};

/** The models to choose from, with the sizes of their context windows. */
export function ModelOptions({ t, models, model }: ModelOptionsProps) {
  const sizeText = (tokens: number, isGuess = false) =>
    isGuess ? t.settings.perhaps(t.format.compact(tokens)) : t.format.compact(tokens);
  const selected = modelNamed(models, model ?? "");
  const offered = !selected || models.some(({ name }) => name === model)
    ? models
    : [selected, ...models];
  return (
    <>
      {offered.map(({ name, contextTokens, contextIsGuess }) => (
        <option value={name} selected={name === model}>
          {t.settings.modelOption(name, sizeText(contextTokens, contextIsGuess))}
        </option>
      ))}
    </>
  );
}
