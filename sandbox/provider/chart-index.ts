import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { isObject, type Json, listAt, objectAt, stringAt } from "./json";

/** The index of a repository, as helm has just downloaded it. */
export class ChartIndex {
  private content: Json | undefined;

  constructor(private readonly file: string) {}

  /**
   * The digest that the index gives a version, undefined where it gives none. Or where it is the one in hand: an index has megabytes,
   * and need not be parsed to find that.
   */
  digestUnlessNamed(digest: string, chart: string, version?: string): string | undefined {
    if (!existsSync(this.file) || readFileSync(this.file, "utf8").includes(digest))
      return undefined;
    const entries = listAt(this.entries(), chart);
    const entry =
      version === undefined
        ? entries[0]
        : entries.find((each) => stringAt(each, "version") === version);
    return stringAt(entry, "digest");
  }

  charts(): string[] {
    return Object.keys(this.entries());
  }

  /** Newest first, as repositories write them. */
  versions(chart: string): string[] {
    return listAt(this.entries(), chart).flatMap((entry) => stringAt(entry, "version") ?? []);
  }

  private entries() {
    this.content ??= existsSync(this.file)
      ? (parse(readFileSync(this.file, "utf8")) as Json)
      : { entries: {} };
    return isObject(this.content) ? objectAt(this.content, "entries") : {};
  }
}
