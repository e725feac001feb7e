import { isMap } from "../../components/shared/merge";
import { type Image, parseImage } from "./image";

/** Kinds whose texts are no images, whatever their keys are called. */
const DATA = ["ConfigMap", "Secret", "CustomResourceDefinition"];

/** The operator gives its pods a helper whose image it is told on its command line. */
const HELPER_FLAG = /^--prometheus-config-reloader=(.+)$/;

/** Every image that objects name: of containers, and of what an operator will make containers of. */
export function imagesOfObjects(objects: readonly unknown[]): Image[] {
  return objects.filter(isMap).flatMap((object) => {
    if (DATA.includes(String(object.kind))) return [];
    return references(object).map(parseImage);
  });
}

function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value === "string") {
    const helper = HELPER_FLAG.exec(value)?.[1];
    return helper === undefined ? [] : [helper];
  }
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "image" && typeof inner === "string" && inner !== "" ? [inner] : references(inner),
  );
}
