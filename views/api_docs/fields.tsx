import { InlineCode } from "./inline_code.tsx";
import type { JsonSchema } from "./open_api.ts";
import type { Texts } from "../texts/texts.ts";

/** A field of a body, or a parameter. */
export type ApiField = {
  /** Its path, such as `settings.temperature`. */
  readonly name: string;
  readonly schema: JsonSchema;
  readonly description?: string;
  readonly isRequired: boolean;
};

type FieldsProps = { readonly t: Texts; readonly fields: readonly ApiField[] };

/** A table of fields. */
export function ApiFields({ t, fields }: FieldsProps) {
  return (
    <div class="table" tabindex={0}>
      <table>
        <thead>
          <tr>
            <th>{t.api.name}</th>
            <th>{t.api.meaning}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map(({ name, schema, description, isRequired }) => (
            <tr>
              <td>
                <strong>{name}</strong>
              </td>
              <td>
                <div class="hint">
                  <TypeOf t={t} schema={schema} />
                  {isRequired && `, ${t.api.required}`}
                </div>
                <div lang="en">
                  <InlineCode text={description ?? schema.description ?? ""} />
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The fields of an object. */
export function fieldsOf({ properties = {}, required = [] }: JsonSchema): ApiField[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    schema,
    isRequired: required.includes(name),
  }));
}

/** The name of the schema that `$ref` refers to. */
export function schemaName({ $ref }: JsonSchema): string | undefined {
  return $ref?.split("/").at(-1);
}

type TypeProps = { readonly t: Texts; readonly schema: JsonSchema };

function TypeOf({ t, schema }: TypeProps) {
  const { anyOf, items } = schema;
  const isNullable = anyOf?.some(({ type }) => type === "null") || schema.type?.includes("null");
  const [main = schema] = anyOf?.filter(({ type }) => type !== "null") ?? [];
  const name = schemaName(items ?? main);
  const link = name ? <a href={`#${name}`}>{name}</a> : undefined;
  const plain = items ? t.api.listOf(plainType(items)) : plainType(main);
  return (
    <>
      {link && items ? <ListOf t={t}>{link}</ListOf> : link ?? plain}
      {isNullable && ` ${t.api.nullable}`}
      {limitsOf(t, main).map((limit) => `, ${limit}`)}
    </>
  );
}

/** The phrase "list of …" around its children. */
function ListOf({ t, children }: { readonly t: Texts; readonly children: unknown }) {
  const [before, after] = t.api.listOf("|").split("|");
  return <>{before}{children}{after}</>;
}

function plainType({ type, format }: JsonSchema): string {
  const [main] = [type].flat().filter((name) => name !== "null");
  const formats: Record<string, string> = { uuid: "UUID", "date-time": "RFC 3339" };
  return main === "string" && format && formats[format] || main || "object";
}

function limitsOf({ api: t, format }: Texts, schema: JsonSchema): string[] {
  const { minimum, maximum, maxLength, maxItems, enum: values } = schema;
  const limits = [
    values && t.oneOf(values.join(", ")),
    minimum !== undefined &&
    (maximum === undefined ? t.atLeast(minimum) : t.from(minimum, maximum)),
    maxLength !== undefined && t.characters(format.number(maxLength)),
    maxItems !== undefined && t.entries(maxItems),
  ];
  return limits.filter((limit) => typeof limit === "string");
}
