import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import draft6 from "ajv/dist/refs/json-schema-draft-06.json";
import { nearest } from "./nearest";
import type { Place } from "./place";
import { quotedList } from "./shown";

/** Tells what the schema of a chart refuses in its values. `title` names the chart. */
export function schemaProblems(values: object, schema: object, title: string, place: Place): void {
  const found = errorsOf(values, schema);
  for (const error of found.filter((each) => !isExplained(each, found))) {
    const at = place.at(...steps(error));
    const { given, allowed, write } = explain(error, values, title);
    at.refuse(given, allowed, write);
  }
}

function errorsOf(values: object, schema: object): ErrorObject[] {
  if (!compiled.has(schema)) compiled.set(schema, compile(schema));
  const validate = compiled.get(schema);
  validate?.(values);
  return validate?.errors ?? [];
}

/** Compiling a large one takes most of the time. */
const compiled = new WeakMap<object, ValidateFunction | undefined>();

/** helm reads more kinds of schema than this library: what cannot be compiled here is left to helm's own check. */
function compile(schema: object): ValidateFunction | undefined {
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    verbose: true,
    validateFormats: false,
    logger: false,
  });
  ajv.addMetaSchema(draft6);
  try {
    return ajv.compile(schema);
  } catch {
    return undefined;
  }
}

/** Where several forms are allowed, the library also lists why each of them does not fit. */
function isExplained(error: ErrorObject, all: readonly ErrorObject[]): boolean {
  return all.some(
    ({ keyword, schemaPath }) =>
      FORMS.includes(keyword) && error.schemaPath.startsWith(`${schemaPath}/`),
  );
}

const FORMS = ["anyOf", "oneOf", "if", "not"];

/** Keys of the values down to what is wrong. */
function steps({ instancePath, keyword, params }: ErrorObject): string[] {
  const path = instancePath
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  const own = keyword === "required" ? [text(params.missingProperty)] : [];
  return [
    ...path,
    ...own,
    ...(keyword === "additionalProperties" ? [text(params.additionalProperty)] : []),
  ];
}

function explain(error: ErrorObject, values: object, title: string) {
  const { keyword, params, parentSchema } = error;
  const by = `by the schema of the chart ${title}`;
  const given = valueAt(values, steps(error));
  switch (keyword) {
    case "additionalProperties": {
      const known = Object.keys((parentSchema?.properties as object | undefined) ?? {});
      const key = text(params.additionalProperty);
      const near = nearest(key, known);
      return {
        given: key,
        allowed: `one of ${quotedList(known)}, ${by}`,
        write: near === undefined ? "one of these, or remove it" : `"${near}"`,
      };
    }
    case "required":
      return { given, allowed: `a value, ${by}`, write: "one" };
    case "enum": {
      const choices = (params.allowedValues as unknown[]).map((each) => JSON.stringify(each));
      return { given, allowed: `one of ${choices.join(", ")}, ${by}`, write: choices[0] ?? "one" };
    }
    case "type": {
      const types = [params.type as string | string[]].flat();
      return { given, allowed: `${types.map(typeName).join(" or ")}, ${by}`, write: "that" };
    }
    default:
      return { given, allowed: `what ${error.message ?? keyword}, ${by}`, write: "that" };
  }
}

function typeName(type: string): string {
  const names: Record<string, string> = {
    object: "a map",
    array: "a list",
    string: "a text",
    integer: "a whole number",
    number: "a number",
    boolean: "true or false",
    null: "null",
  };
  return names[type] ?? type;
}

function valueAt(values: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, step) => (value as Record<string, unknown> | undefined)?.[step],
    values,
  );
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
