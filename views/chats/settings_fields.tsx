import type { Child } from "hono/jsx";
import type { ChatDefaults } from "../../domain/chats/defaults.ts";
import type { Model } from "../../domain/models/catalog.ts";
import { CONFIG_RANGES, MAX_STOPS, mostTokens } from "../../domain/models/settings_problems.ts";
import type { Texts } from "../texts/texts.ts";
import { ModelOptions } from "./model_options.tsx";

/** Names of the fields of how a model is asked. */
export type SettingsFieldName =
  | "model"
  | "system"
  | "temperature"
  | "topP"
  | "maxTokens"
  | "presencePenalty"
  | "frequencyPenalty"
  | "n"
  | "stop";

/** Settings as text: what is absent or empty is left at its default. */
export type SettingsValues = { readonly [Name in SettingsFieldName]?: string };

/** Props of the fields of how a model is asked. */
export type SettingsFieldsProps = {
  readonly t: Texts;
  readonly values: SettingsValues;
  /** What applies where nothing is chosen. */
  readonly defaults: ChatDefaults;
  /** What is wrong with each field. */
  readonly errors?: Readonly<Partial<Record<SettingsFieldName, string>>>;
  /** The models to choose from; without them, that is done elsewhere. */
  readonly models?: readonly Model[];
  /** Id of the form that they are part of, where they stand outside of it. */
  readonly form?: string;
  /** Whether the model may be left to the server. */
  readonly isForNewChats?: boolean;
};

/**
 * The fields of how a model is asked, each with a word on what it does, its range, and what applies
 * where it is left empty.
 */
export function SettingsFields(props: SettingsFieldsProps) {
  const { t, defaults, values } = props;
  const { config, model } = defaults;
  const { number } = t.format;
  const range = ([least, most]: readonly [number, number]) =>
    t.settings.range(number(least), number(most));
  const chosen = props.models?.find(({ name }) => name === values.model) ?? model;
  return (
    <>
      {props.models && <ModelField {...props} models={props.models} />}
      <TextAreaField {...props} name="system" rows={4} />
      <NumberField {...props} name="temperature" range={range(CONFIG_RANGES.temperature)} />
      <NumberField {...props} name="topP" range={range(CONFIG_RANGES.topP)} />
      <NumberField
        {...props}
        name="maxTokens"
        range={t.settings.rangeOrNone(number(1), number(mostTokens(chosen)))}
        placeholder={config.maxTokens === null ? t.settings.noLimit : undefined}
      />
      <NumberField {...props} name="presencePenalty" range={range(CONFIG_RANGES.presencePenalty)} />
      <NumberField
        {...props}
        name="frequencyPenalty"
        range={range(CONFIG_RANGES.frequencyPenalty)}
      />
      <NumberField {...props} name="n" range={range(CONFIG_RANGES.n)} />
      <TextAreaField
        {...props}
        name="stop"
        rows={2}
        hint={t.settings.stopMeans(number(MAX_STOPS))}
      />
    </>
  );
}

/** As they stand below each other. */
const fieldOrder: readonly SettingsFieldName[] = [
  ...["model", "system", "temperature", "topP", "maxTokens"] as const,
  ...["presencePenalty", "frequencyPenalty", "n", "stop"] as const,
];

type FieldProps = Omit<SettingsFieldsProps, "models"> & { readonly name: SettingsFieldName };

/** What every field has in common besides its control. */
function Field(
  { t, name, errors, hint, children }: FieldProps & { hint: string; children: Child },
) {
  const error = errors?.[name];
  return (
    <div class="field">
      <label for={`setting-${name}`}>{t.settings[name]}</label>
      {children}
      {error && <p id={`setting-${name}-error`} class="field-error">{error}</p>}
      <p id={`setting-${name}-hint`} class="hint">{hint}</p>
    </div>
  );
}

/** What every control has: its name, its form, and what describes it. The first wrong one is shown. */
function controlOf({ name, errors, form }: FieldProps) {
  const hint = `setting-${name}-hint`;
  const isWrong = errors?.[name] !== undefined;
  const [firstWrong] = fieldOrder.filter((field) => errors?.[field]);
  return {
    id: `setting-${name}`,
    ...{ name, form },
    autofocus: name === firstWrong,
    "aria-invalid": isWrong ? "true" as const : undefined,
    "aria-describedby": isWrong ? `setting-${name}-error ${hint}` : hint,
  };
}

type NumberFieldProps = FieldProps & {
  readonly name: Exclude<SettingsFieldName, "model" | "system" | "stop">;
  readonly range: string;
  /** What applies when it is empty; the default's number without it. */
  readonly placeholder?: string;
};

/** Text, so that a comma can be typed for a point, and that what is refused is still there. */
function NumberField({ range, placeholder, ...props }: NumberFieldProps) {
  const { t, name, values, defaults } = props;
  return (
    <Field {...props} hint={`${t.settings[`${name}Means`]} ${range}`}>
      <input
        {...controlOf(props)}
        type="text"
        inputmode={name.endsWith("Penalty") ? "text" : "decimal"}
        autocomplete="off"
        value={values[name] ?? ""}
        placeholder={placeholder ?? String(defaults.config[name])}
      />
    </Field>
  );
}

type TextAreaFieldProps = FieldProps & {
  readonly name: "system" | "stop";
  readonly rows: number;
  readonly hint?: string;
};

function TextAreaField({ rows, hint, ...props }: TextAreaFieldProps) {
  const { t, name, values } = props;
  return (
    <Field {...props} hint={hint ?? t.settings.systemMeans}>
      <textarea {...controlOf(props)} rows={rows} autocomplete="off">{values[name] ?? ""}</textarea>
    </Field>
  );
}

type ModelFieldProps = Omit<FieldProps, "name"> & Required<Pick<SettingsFieldsProps, "models">>;

function ModelField({ models, ...others }: ModelFieldProps) {
  const props = { ...others, name: "model" as const };
  const { t, values, defaults, isForNewChats } = props;
  const { model } = values;
  const isGone = model && !models.some(({ name }) => name === model);
  const hint = isGone ? t.settings.gone(model, defaults.model.name) : t.settings.modelMeans;
  return (
    <Field {...props} hint={hint}>
      <select {...controlOf(props)}>
        {isForNewChats && <option value="">{t.settings.serverDefault(defaults.model.name)}</option>}
        <ModelOptions
          t={t}
          models={models}
          model={isForNewChats ? model : model ?? defaults.model.name}
        />
      </select>
    </Field>
  );
}
