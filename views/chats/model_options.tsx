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
  return (
    <>
      {models.map(({ name, contextTokens }) => (
        <option value={name} selected={name === model}>
          {t.settings.modelOption(name, t.format.compact(contextTokens))}
        </option>
      ))}
    </>
  );
}
