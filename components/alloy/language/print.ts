import type { Body, Expression, Statement } from "./parse";

/** Writes a configuration as text that reads back as the same tree. */
export function printAlloy(body: Body): string {
  return body.map((statement) => `${printStatement(statement, "")}\n`).join("");
}

function printStatement(statement: Statement, indent: string): string {
  if (statement.kind === "attribute") {
    return `${indent}${statement.name} = ${printExpression(statement.value)}`;
  }
  const label = statement.label === undefined ? "" : ` "${statement.label}"`;
  const head = `${indent}${statement.name}${label} {`;
  if (statement.body.length === 0) return `${head} }`;
  const inner = statement.body.map((child) => printStatement(child, `${indent}\t`));
  return [head, ...inner, `${indent}}`].join("\n");
}

export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case "literal":
      return typeof expression.value === "string"
        ? quoted(expression.value)
        : String(expression.value);
    case "array":
      return `[${expression.items.map(printExpression).join(", ")}]`;
    case "object": {
      const fields = expression.fields.map((f) => `"${f.name}" = ${printExpression(f.value)}`);
      return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
    }
    case "identifier":
      return expression.name;
    case "access":
      return `${operand(expression.of)}.${expression.name}`;
    case "index":
      return `${operand(expression.of)}[${printExpression(expression.index)}]`;
    case "call":
      return `${operand(expression.of)}(${expression.args.map(printExpression).join(", ")})`;
    case "unary":
      return `${expression.operator}${operand(expression.of)}`;
    case "binary":
      return `${operand(expression.left)} ${expression.operator} ${operand(expression.right)}`;
  }
}

/** In parentheses where the tree would otherwise read back differently; `1.x` would be a number. */
function operand(expression: Expression): string {
  const text = printExpression(expression);
  const stands =
    expression.kind !== "unary" && expression.kind !== "binary" && expression.kind !== "literal";
  return stands ? text : `(${text})`;
}

/** JSON's escapes are Go's too, but for the form of what lies beyond 16 bits: that stays as it is. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
