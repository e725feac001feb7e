import { isMap } from "../../components/shared/merge";
import type { ChartName } from "../../components/versions";
import { type Image, parseImage } from "./image";

type Values = Record<string, unknown>;

/** Charts that put an image together from keys that others do not have. */
const OWN_WAYS: Partial<Record<ChartName, (values: Values) => Image[]>> = {
  seaweedfs: ({ global, image }) => {
    const shared = mapAt(global, "seaweedfs");
    return [
      reference(
        textAt(global, "imageRegistry"),
        textAt(shared.image, "name"),
        textAt(image, "tag"),
      ),
    ];
  },
  "strimzi-kafka-operator": (values) => [
    reference(
      textAt(values, "defaultImageRegistry") ?? "quay.io",
      `${textAt(values, "defaultImageRepository") ?? "strimzi"}/operator`,
      textAt(values.image, "tag") ?? textAt(values, "defaultImageTag"),
    ),
  ],
};

/**
 * The images that the values of a chart name. Ours name all that the chart will use, so that the list can be
 * had without the chart; where the chart is at hand, both are compared.
 */
export function imagesOfValues(chart: ChartName, values: unknown): Image[] {
  if (!isMap(values)) return [];
  return OWN_WAYS[chart]?.(values) ?? walk(values);
}

function walk(value: unknown): Image[] {
  if (Array.isArray(value)) return value.flatMap(walk);
  // What is switched off has no pods.
  if (!isMap(value) || value.enabled === false) return [];
  const { registry, repository, tag } = value;
  const isImage = typeof repository === "string" && tag !== undefined;
  const inner = Object.entries(value).flatMap(([key, each]) =>
    key === "image" && typeof each === "string" && each.includes("/")
      ? parseImage(each)
      : walk(each),
  );
  if (!isImage) return inner;
  const digest = textAt(value, "digest") ?? shaOf(value);
  const found = reference(text(registry), repository, text(tag));
  return [{ ...found, ...(digest !== undefined && { digest }) }, ...inner];
}

/** The operator's chart has digests without the name of their algorithm. */
function shaOf(value: Values): string | undefined {
  const sha = textAt(value, "sha");
  return sha === undefined ? undefined : `sha256:${sha}`;
}

/** A registry may carry a path, and a tag a digest. */
function reference(registry = "", repository = "", tag = ""): Image {
  const prefix = registry === "" ? "" : `${registry}/`;
  return parseImage(`${prefix}${repository}${tag === "" ? "" : `:${tag}`}`);
}

function mapAt(value: unknown, key: string): Values {
  const found = isMap(value) ? value[key] : undefined;
  return isMap(found) ? found : {};
}

function textAt(value: unknown, key: string): string | undefined {
  return isMap(value) ? text(value[key]) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
