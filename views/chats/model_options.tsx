import type { ComposerProps } from "../page_props.ts";

type Props = Required<Pick<ComposerProps, "t" | "models">> & {
  /** The name of the chosen model. */
  readonly model?: string;
};

/** The models to choose from, with how much they read. */
export function ModelOptions({ t, models, model }: Props) {
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
