import type { types } from "@pulumi/kubernetes";
import { anyLabelValue, integer, labelKey, oneOf } from "./fields";
import { orDeferred } from "./input-fields";
import { isDeferred } from "./shown";
import { isMap } from "./merge";
import type { Place } from "./place";
import { type Field, asWritten, listOf, object, optional } from "./shape";

type Toleration = types.input.core.v1.Toleration;

const NO_EXECUTE = "NoExecute";

/** Tolerations of pods, by Kubernetes' own rules: it would say what is wrong with one when everything else is there. */
export function tolerationsField(): Field<Toleration[]> {
  return listOf(asWritten<Toleration>(tolerationField()));
}

function tolerationField(): Field<Toleration> {
  const fields = object<Toleration>({
    key: optional(orDeferred(labelKey("dedicated"))),
    operator: optional(orDeferred(oneOf(["Exists", "Equal", "Lt", "Gt"]))),
    value: optional(orDeferred(anyLabelValue("monitoring"))),
    effect: optional(orDeferred(oneOf(["NoSchedule", "PreferNoSchedule", NO_EXECUTE]))),
    tolerationSeconds: optional(orDeferred(integer({ min: 0 }))),
  });
  return {
    keys: fields.keys,
    read(value, place) {
      const toleration = fields.read(value, place);
      const given = value ?? {};
      const isKnown = isMap(given) && !Object.values(given).some(isDeferred);
      if (isKnown && !place.isBad) checkTogether(toleration, place);
      return toleration;
    },
  };
}

function checkTogether(toleration: Toleration, place: Place): void {
  const { key, operator = "Equal", value, effect, tolerationSeconds } = toleration;
  if (key === undefined && operator !== "Exists") {
    const allowed = 'operator "Exists" where no key is named: it tolerates every taint';
    place.at("operator").refuse(toleration.operator, allowed, '"Exists", or a key');
  }
  if (operator === "Exists" && value !== undefined && value !== "") {
    const allowed = 'nothing with operator "Exists", which takes any value';
    place.at("value").refuse(value, allowed, 'nothing here, or operator "Equal"');
  }
  const isNumber = typeof value === "string" && /^(0|-?[1-9]\d*)$/.test(value);
  if ((operator === "Lt" || operator === "Gt") && !isNumber) {
    const allowed = `a whole number as a text with operator "${operator}"`;
    place.at("value").refuse(value, allowed, 'for example "100"');
  }
  if (tolerationSeconds !== undefined && effect !== NO_EXECUTE) {
    const allowed = `nothing without effect "${NO_EXECUTE}": no other taint puts pods out`;
    const write = `nothing here, or effect "${NO_EXECUTE}"`;
    place.at("tolerationSeconds").refuse(tolerationSeconds, allowed, write);
  }
}
