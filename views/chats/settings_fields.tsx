import type { Child } from "hono/jsx";
import type { ChatDefaults } from "../../domain/chats/defaults.ts";
import type { Model } from "../../domain/models/catalog.ts";
import { type SettingName, settingNames } from "../../domain/models/settings.ts";
import { rangeOf } from "../../domain/models/settings_problems.ts";
import type { Texts } from "../texts/texts.ts";
import { ModelOptions } from "./model_options.tsx";

/** Names of the fields of how a model is asked. */
export type SettingsFieldName = "model" | "system" | SettingName;

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
  return (
    <>
      {props.models && <ModelField {...props} models={props.models} />}
      <TextAreaField
        {...{ ...props, name: "system", label: props.t.settings.system }}
        hint={props.t.settings.systemMeans}
        rows={4}
      />
      {settingOrder.map((name) => <SettingField {...props} name={name} />)}
    </>
  );
}

/** How many answers there are, and where they end, comes after what they are like. */
const last: readonly SettingName[] = ["n", "stop"];
const settingOrder = [...settingNames.filter((name) => !last.includes(name)), ...last];

/** As they stand below each other. */
const fieldOrder: readonly SettingsFieldName[] = ["model", "system", ...settingOrder];

type FieldProps = Omit<SettingsFieldsProps, "models"> & {
  readonly name: SettingsFieldName;
  readonly label: string;
  readonly hint: string;
};

/** What every field has in common besides its control. */
function Field({ name, label, hint, errors, children }: FieldProps & { children: Child }) {
  const error = errors?.[name];
  return (
    <div class="field">
      <label for={`setting-${name}`}>{label}</label>
      {children}
      {error && <p id={`setting-${name}-error`} class="field-error">{error}</p>}
      <p id={`setting-${name}-hint`} class="hint">{hint}</p>
    </div>
  );
}

/** What every control has: its name, its form, and what describes it. The first wrong one is shown. */
function controlOf({ name, errors, form }: Pick<FieldProps, "name" | "errors" | "form">) {
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

type SettingFieldProps = SettingsFieldsProps & { readonly name: SettingName };

function SettingField({ models, ...props }: SettingFieldProps) {
  const { t, name, values, defaults } = props;
  const { format: { number }, settings: { of: { [name]: text } } } = t;
  const model = models?.find((model) => model.name === values.model) ?? defaults.model;
  const [least, most] = rangeOf(name, model);
  const field = { ...props, label: text.label, hint: text.hint(number(least), number(most)) };
  const usual = defaults.config[name];
  if (Array.isArray(usual)) return <TextAreaField {...field} rows={2} />;
  const placeholder = usual === null && "none" in text ? text.none : String(usual);
  return <NumberField {...field} placeholder={placeholder} hasMinus={least < 0} />;
}

type NumberFieldProps = FieldProps & {
  /** What applies when it is empty. */
  readonly placeholder: string;
  /** Whether it may be negative: keyboards for decimals may have no minus. */
  readonly hasMinus: boolean;
};

/** Text, so that a comma can be typed for a point, and that what is refused is still there. */
function NumberField({ placeholder, hasMinus, ...props }: NumberFieldProps) {
  const { name, values } = props;
  return (
    <Field {...props}>
      <input
        {...controlOf(props)}
        type="text"
        inputmode={hasMinus ? "text" : "decimal"}
        autocomplete="off"
        value={values[name] ?? ""}
        placeholder={placeholder}
      />
    </Field>
  );
}

function TextAreaField({ rows, ...props }: FieldProps & { readonly rows: number }) {
  const { name, values } = props;
  return (
    <Field {...props}>
      <textarea {...controlOf(props)} rows={rows} autocomplete="off">{values[name] ?? ""}</textarea>
    </Field>
  );
}

type ModelFieldProps = SettingsFieldsProps & Required<Pick<SettingsFieldsProps, "models">>;

function ModelField({ models, ...others }: ModelFieldProps) {
  const { t, values, defaults, isForNewChats } = others;
  const { model } = values;
  const isGone = model && !models.some(({ name }) => name === model);
  const hint = isGone ? t.settings.gone(model, defaults.model.name) : t.settings.modelMeans;
  const props = { ...others, name: "model" as const, label: t.settings.model, hint };
  return (
    <Field {...props}>
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
