import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { isMap } from "../../components/shared/merge";

interface Entry {
  version?: unknown;
  digest?: unknown;
}

/** The index of a repository, as helm has just downloaded it. */
export class ChartIndex {
  private content: Readonly<Record<string, unknown>> | undefined;

  constructor(private readonly file: string) {}

  /**
   * The digest that the index gives a version, undefined where it gives none. Or where it is the one in hand: an index
   * has megabytes, and need not be parsed to find that.
   */
  digestUnlessNamed(digest: string, chart: string, version?: string): string | undefined {
    if (!existsSync(this.file)) return undefined;
    if (readFileSync(this.file, "utf8").includes(digest)) return undefined;
    const entries = this.entriesOf(chart);
    const entry = version === undefined ? entries[0] : entries.find((e) => e.version === version);
    return typeof entry?.digest === "string" && entry.digest !== "" ? entry.digest : undefined;
  }

  charts(): string[] {
    return Object.keys(this.entries());
  }

  /** Newest first, as repositories write them. */
  versions(chart: string): string[] {
    return this.entriesOf(chart).flatMap(({ version }) =>
      typeof version === "string" ? [version] : [],
    );
  }

  private entriesOf(chart: string): Entry[] {
    const entries = this.entries()[chart];
    return Array.isArray(entries) ? entries.filter((entry) => isMap(entry)) : [];
  }

  private entries(): Readonly<Record<string, unknown>> {
    this.content ??= this.read();
    return this.content;
  }

  private read(): Record<string, unknown> {
    const index: unknown = existsSync(this.file) ? parse(readFileSync(this.file, "utf8")) : {};
    return isMap(index) && isMap(index.entries) ? index.entries : {};
  }
}
