import type { JsonSchema } from "../../../views/api_docs/open_api.ts";

/**
 * A value that fits a schema, made from its examples.
 *
 * @param schemas The schemas that it may refer to, by name.
 */
export function exampleOf(
  schema: JsonSchema,
  schemas: Readonly<Record<string, JsonSchema>>,
): unknown {
  const { $ref, examples, anyOf, enum: values, properties, items } = schema;
  if (examples) return examples[0];
  if ($ref) return exampleOf(schemas[$ref.split("/").at(-1)!]!, schemas);
  if (anyOf) return exampleOf(anyOf[0]!, schemas);
  if (values) return values[0];
  if (properties) {
    return Object.fromEntries(
      Object.entries(properties).map(([name, field]) => [name, exampleOf(field, schemas)]),
    );
  }
  if (items) return [exampleOf(items, schemas)];
  return plainExample(schema);
}

function plainExample({ type: types, minimum = 0 }: JsonSchema): unknown {
  const [type] = [types].flat();
  if (type === "string") return "…";
  if (type === "boolean") return false;
  return Math.max(minimum, 0);
}
