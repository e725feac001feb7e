import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { isLoopback, type ProgramSources } from "./sources";

/** How long is waited for what may never come. */
export interface Patience {
  /** For any answer of a host, for all of them together. */
  readonly probeMilliseconds: number;
  /** For the next byte of something that was coming. */
  readonly stallMilliseconds: number;
  /** Before something is tried again, the first time; then thrice as long. */
  readonly retryMilliseconds: number;
}

const USUAL: Patience = {
  probeMilliseconds: 3_000,
  stallMilliseconds: 30_000,
  retryMilliseconds: 1_000,
};

/** What a process may take to start on a busy machine. */
const START_MILLISECONDS = 1_500;

/** Reasons that only say that a host is out of reach. */
const OUT_OF_REACH =
  /^(ENOTFOUND|EAI_AGAIN|ECONN\w+|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|TimeoutError|UND_ERR_\w*(TIMEOUT|SOCKET)|)$/;

interface Reach {
  readonly isThere: boolean;
  readonly reason?: string;
}

/** What can be reached from here. Every host is asked once, and its answer remembered. */
export class Network {
  readonly #answers = new Map<string, Promise<Reach>>();
  readonly #told = new Set<string>();
  readonly patience: Patience;

  constructor(
    readonly sources: ProgramSources,
    patience: Partial<Patience> = {},
  ) {
    this.patience = { ...USUAL, ...patience };
  }

  /**
   * Which of these hosts answer. The others, which may be needed later, are asked at the same time: so a closed
   * network costs the wait once, and not once for each host.
   */
  async reach(hosts: readonly string[], others: readonly string[] = []): Promise<Set<string>> {
    if (this.sources.isClosed === true) return new Set();
    const unknown = [...new Set([...hosts, ...others])].filter((host) => !this.#answers.has(host));
    if (hosts.some((host) => unknown.includes(host))) this.#ask(unknown);
    const answers = await Promise.all(
      hosts.map(async (host) => [host, await this.#answers.get(host)] as const),
    );
    return new Set(answers.filter(([, reach]) => reach?.isThere === true).map(([host]) => host));
  }

  /** What cannot be reached, in one line, and never the same twice; undefined when there is nothing new to say. */
  async notice(hosts: readonly string[]): Promise<string | undefined> {
    if (this.sources.isClosed === true) return undefined;
    const missing = new Set<string>();
    for (const host of new Set(hosts)) {
      const reach = await this.#answers.get(host);
      if (reach?.isThere !== false || this.#told.has(host)) continue;
      this.#told.add(host);
      const { reason = "" } = reach;
      const name = host.replace(/^https?:\/\//, "");
      missing.add(OUT_OF_REACH.test(reason) ? name : `${name} (${reason})`);
    }
    if (missing.size === 0) return undefined;
    return `cannot be reached from here: ${[...missing].sort().join(", ")}`;
  }

  #ask(hosts: readonly string[]): void {
    const results = probe(hosts, this.sources.ca, this.patience.probeMilliseconds);
    for (const [host, reach] of results) this.#answers.set(host, reach);
  }
}

/** `docker.io` is a name that people write; its registry answers under another. */
function addresses(host: string): string[] {
  if (host.includes("://")) return [`${host}/`];
  const registry = host === "docker.io" ? "index.docker.io" : host;
  const schemes = isLoopback(registry) ? ["https", "http"] : ["https"];
  return schemes.map((scheme) => `${scheme}://${registry}/v2/`);
}

function probe(
  hosts: readonly string[],
  ca: string | undefined,
  milliseconds: number,
): Map<string, Promise<Reach>> {
  const urls = hosts.map(addresses);
  const request = JSON.stringify({ urls, ca, milliseconds });
  const child = spawn(process.execPath, [join(__dirname, "probe.cjs"), request], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const answers = new Map<string, (reach: Reach) => void>();
  const results = hosts.map((host, i) => {
    const reach = new Promise<Reach>((resolve) => answers.set(urls[i]?.[0] ?? "", resolve));
    return [host, reach] as const;
  });
  createInterface(child.stdout).on("line", (line) => {
    const { url, ...reach } = JSON.parse(line) as Reach & { url: string };
    answers.get(url)?.(reach);
  });
  const end = () => {
    for (const answer of answers.values()) answer({ isThere: false });
  };
  // The requests end by themselves; a resolver that hangs does not.
  const timer = setTimeout(() => {
    child.kill("SIGKILL");
  }, milliseconds + START_MILLISECONDS);
  child.once("error", end).once("close", () => {
    clearTimeout(timer);
    end();
  });
  return new Map(results);
}
