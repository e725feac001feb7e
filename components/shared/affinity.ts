import type { types } from "@pulumi/kubernetes";
import { anyLabelValue, dnsLabel, integer, labelKey, labelMap, oneOf, text } from "./fields";
import { orDeferred } from "./input-fields";
import { isDeferred } from "./shown";
import type { Place } from "./place";
import { type Field, asWritten, listOf, object, optional } from "./shape";

type Affinity = types.input.core.v1.Affinity;

/** The affinity of pods, by Kubernetes' own rules. */
export function affinityField(): Field<Affinity | undefined> {
  return optional(
    asWritten<Affinity>(
      object({
        nodeAffinity: some(nodeAffinity()),
        podAffinity: some(podAffinity()),
        podAntiAffinity: some(podAffinity()),
      }),
    ),
  );
}

/** Nothing, the value, or one that is known later. */
function some(field: Field<unknown>): Field<unknown> {
  return optional(orDeferred(field));
}

/** The value, or one that is known later. */
function one(field: Field<unknown>): Field<unknown> {
  return orDeferred(field);
}

function nodeAffinity(): Field<unknown> {
  return object({
    requiredDuringSchedulingIgnoredDuringExecution: some(
      object({ nodeSelectorTerms: one(atLeastOne(one(nodeSelectorTerm()))) }),
    ),
    preferredDuringSchedulingIgnoredDuringExecution: some(
      listOf(one(object({ weight: one(weight()), preference: one(nodeSelectorTerm()) }))),
    ),
  });
}

function nodeSelectorTerm(): Field<unknown> {
  const label = requirement({
    key: labelKey("topology.kubernetes.io/zone"),
    operator: oneOf(["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"]),
    value: anyLabelValue("eu-west-1a"),
  });
  const field = requirement({
    key: oneOf(["metadata.name"]),
    operator: oneOf(["In", "NotIn"]),
    value: text(),
  });
  return object({
    matchExpressions: some(listOf(one(label))),
    matchFields: some(listOf(one(field))),
  });
}

function podAffinity(): Field<unknown> {
  const term = podAffinityTerm();
  return object({
    requiredDuringSchedulingIgnoredDuringExecution: some(listOf(one(term))),
    preferredDuringSchedulingIgnoredDuringExecution: some(
      listOf(one(object({ weight: one(weight()), podAffinityTerm: one(term) }))),
    ),
  });
}

function podAffinityTerm(): Field<unknown> {
  const keys = some(listOf(one(labelKey("app.kubernetes.io/instance"))));
  return object({
    labelSelector: some(labelSelector()),
    namespaceSelector: some(labelSelector()),
    namespaces: some(listOf(one(dnsLabel("monitoring")))),
    matchLabelKeys: keys,
    mismatchLabelKeys: keys,
    topologyKey: one(labelKey("kubernetes.io/hostname")),
  });
}

function labelSelector(): Field<unknown> {
  const value = anyLabelValue("loki");
  const label = requirement({
    key: labelKey("app.kubernetes.io/name"),
    operator: oneOf(["In", "NotIn", "Exists", "DoesNotExist"]),
    value,
  });
  return object({
    matchLabels: some(labelMap(orDeferred(value))),
    matchExpressions: some(listOf(one(label))),
  });
}

function weight(): Field<number> {
  return integer({ min: 1, max: 100 });
}

/** What a label must be like. How many values there are depends on the operator. */
function requirement({
  key,
  operator: operators,
  value,
}: Record<"key" | "operator" | "value", Field<unknown>>): Field<unknown> {
  const fields = object<{ key: unknown; operator: unknown; values: unknown }>({
    key: one(key),
    operator: one(operators),
    values: some(listOf(one(value))),
  });
  return {
    read(given, place) {
      const { operator, values, ...rest } = fields.read(given, place);
      const list = values ?? [];
      if (!place.isBad && Array.isArray(list)) checkValues(operator, list, place.at("values"));
      return { ...rest, operator, values };
    },
  };
}

function checkValues(operator: unknown, values: readonly unknown[], place: Place): void {
  const given = values.length === 0 ? undefined : values;
  if (operator === "In" || operator === "NotIn") {
    if (values.length > 0) return;
    place.refuse(given, `at least one value with operator "${operator}"`, "a list of texts");
  } else if (operator === "Exists" || operator === "DoesNotExist") {
    if (values.length === 0) return;
    place.refuse(given, `nothing with operator "${operator}", which asks for no value`, "nothing");
  } else if (operator === "Gt" || operator === "Lt") {
    const isNumber = isDeferred(values[0]) || /^-?\d+$/.test(String(values[0]));
    if (values.length === 1 && isNumber) return;
    const allowed = `one whole number as a text with operator "${operator}"`;
    place.refuse(given, allowed, 'for example ["4"]');
  }
}

function atLeastOne(field: Field<unknown>): Field<unknown> {
  const list = listOf(field);
  return {
    read(value, place) {
      const read = list.read(value, place);
      if (read.length === 0)
        place.refuse(value, "at least one term", "a term, or nothing of it all");
      return read;
    },
  };
}
