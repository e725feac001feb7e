import { parseAllDocuments } from "yaml";
import { request } from "../../../live/clients/http";

/** A value of the configuration that a program says it works with, by its path: `limits.retention_period`. */
export async function activeConfig(url: string): Promise<(path: string) => unknown> {
  // Tempo says first what it was asked for, as a document of its own.
  const documents = parseAllDocuments(await request(url));
  const config: unknown = documents.at(-1)?.toJS();
  return (path) =>
    path.split(".").reduce<unknown>((value, key) => {
      if (typeof value === "object" && value !== null && key in value) {
        return (value as Record<string, unknown>)[key];
      }
      throw new Error(`${url} has no ${path}`);
    }, config);
}
