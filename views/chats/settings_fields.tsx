import type { Child } from "hono/jsx";
import type { ChatDefaults } from "../../domain/chats/defaults.ts";
import { type ModelCatalog, modelNamed } from "../../domain/models/catalog.ts";
import {
  modelSettings,
  type Setting,
  type SettingName,
  settingNames,
} from "../../domain/models/settings.ts";
import { rangeOf } from "../../domain/models/settings_problems.ts";
import type { Texts } from "../texts/texts.ts";
import { ModelOptions } from "./model_options.tsx";

/** Names of the settings' fields. */
export type SettingsFieldName = "model" | "system" | SettingName;

/** Settings as text; an absent or empty one has its default. */
export type SettingsValues = { readonly [Name in SettingsFieldName]?: string };

/** Props of the settings' fields. */
export type SettingsFieldsProps = {
  readonly t: Texts;
  readonly values: SettingsValues;
  readonly defaults: ChatDefaults;
  /** Error messages by field. */
  readonly errors?: Readonly<Partial<Record<SettingsFieldName, string>>>;
  /** The models to choose from; without them there is no field for the model. */
  readonly models?: ModelCatalog;
  /** Id of the form that the fields belong to, if they are outside it. */
  readonly form?: string;
  /** Whether the user may leave the choice of the model to the server. */
  readonly isForNewChats?: boolean;
};

/**
 * The fields of a chat's settings, each with a hint on its effect and range, and its default as the
 * placeholder.
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

/** Number and end of answers come after the settings of their style. */
const last: readonly SettingName[] = ["n", "stop"];
const settingOrder = [...settingNames.filter((name) => !last.includes(name)), ...last];

/** The fields from top to bottom. */
const fieldOrder: readonly SettingsFieldName[] = ["model", "system", ...settingOrder];

type FieldProps = Omit<SettingsFieldsProps, "models"> & {
  readonly name: SettingsFieldName;
  readonly label: string;
  readonly hint: string;
};

/** The parts around a field's control. */
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

/** The attributes of every control. The first one with an error takes the focus. */
function controlOf({ name, errors, form }: Pick<FieldProps, "name" | "errors" | "form">) {
  const hint = `setting-${name}-hint`;
  const isWrong = errors?.[name] !== undefined;
  const [firstWrong] = fieldOrder.filter((field) => errors?.[field]);
  return {
    id: `setting-${name}`,
    name,
    form,
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
  const setting: Setting = modelSettings[name];
  if (setting.kind === "choice") {
    return <ChoiceField {...field} choices={setting.choices} usual={String(usual)} />;
  }
  const placeholder = usual === null && "none" in text ? text.none : String(usual);
  return <NumberField {...field} placeholder={placeholder} hasMinus={least < 0} />;
}

type ChoiceFieldProps = FieldProps & {
  readonly choices: readonly string[];
  /** The default. */
  readonly usual: string;
};

function ChoiceField({ choices, usual, ...props }: ChoiceFieldProps) {
  const { t, name, values } = props;
  const label = (choice: string) => t.settings.efforts[choice] ?? choice;
  return (
    <Field {...props}>
      <select {...controlOf(props)}>
        <option value="">{t.settings.serverDefault(label(usual))}</option>
        {choices.map((choice) => (
          <option value={choice} selected={values[name] === choice}>{label(choice)}</option>
        ))}
      </select>
    </Field>
  );
}

type NumberFieldProps = FieldProps & {
  /** The default. */
  readonly placeholder: string;
  /** Whether the number may be negative: a phone's keyboard for decimals may lack the minus. */
  readonly hasMinus: boolean;
};

/** A text input, which accepts a decimal comma and still shows a refused value. */
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
  const isGone = model && !modelNamed(models, model);
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
