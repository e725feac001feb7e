import * as pulumi from "@pulumi/pulumi";
import { Problems } from "./problems";
import { Place } from "./place";
import type { Field } from "./shape";
import { isDeferred } from "./shown";

/** The same field, but another resource may bring the value. What it brings is not looked into. */
export function orDeferred<T>(field: Field<T>): Field<T> {
  return {
    keys: field.keys,
    read: (value, place) => (isDeferred(value) ? (value as T) : field.read(value, place)),
  };
}

/** A secret text, plain or from another resource: then it is checked when it comes. It is never shown. */
export function secret({
  minLength,
  pattern,
  letters = "characters",
  orElse = "leave it out to have one generated",
}: {
  minLength: number;
  /** What it may consist of, and in words. */
  pattern?: RegExp;
  letters?: string;
  /** What else the user can do. */
  orElse?: string;
}): Field<pulumi.Input<string>> {
  return checkedWhenItComes({
    read(value, place) {
      const isText =
        typeof value === "string" && value.length >= minLength && (pattern?.test(value) ?? true);
      if (isText) return value;
      const allowed =
        minLength === 1
          ? "a secret text that is not empty"
          : `a secret text of at least ${minLength} ${letters}`;
      place.refuseUnseen(value, allowed, `it with \`pulumi config set --secret\`, or ${orElse}`);
      // Whoever reads it again must not refuse it again.
      return "x".repeat(minLength);
    },
  });
}

function checkedWhenItComes(field: Field<string>): Field<pulumi.Input<string>> {
  return {
    read(value, place) {
      if (!isDeferred(value)) return field.read(value, place);
      const output = pulumi.secret(value) as pulumi.Output<unknown>;
      return output.apply((late) => {
        const problems = new Problems();
        const read = field.read(late, new Place(place.path, problems));
        // By now other resources may exist.
        const [problem] = problems.lines;
        if (problem !== undefined) throw new pulumi.RunError(problem);
        return read;
      });
    },
  };
}
