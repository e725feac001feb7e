import { mkdirSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { CommandError } from "../cli/command-error";
import type { Rendering } from "../cli/render/render";
import { cacheFolder } from "../sandbox/cache-folder";
import { megabytes } from "../sandbox/programs/byte-progress";
import { Shop } from "./demo/shop";
import { shopPods } from "./demo/shop-pods";
import { type PartName, RunningParts, workloadOf } from "./parts";
import { placedPath } from "./pods/placed-pod";
import { Platform, type ProgramOptions } from "./pods/platform";
import { recipeFor } from "./pods/recipes";
import { type Program, runningPrograms } from "./processes/program";
import type { PodPrograms } from "./programs";

/** What a run writes in an hour is a tenth of this. */
const NEEDED_BYTES = 1e9;

export interface LiveSettings {
  rendering: Rendering;
  programs: PodPrograms;
  /** Of an API server, where there is one. */
  kubeconfig?: string;
  /** Told what begins, what is ready and what has ended. */
  say: (line: string) => void;
}

/** The pods of an environment as processes of this machine, with the demo application beside them. */
export class Live {
  readonly parts: RunningParts;
  private readonly shop: Shop;
  private readonly programs: readonly Program[];
  /** Names of the workloads whose program did not start, or has ended. */
  private readonly gone = new Set<string>();
  private isStopping = false;

  private constructor(
    private readonly settings: LiveSettings,
    readonly platform: Platform,
  ) {
    const { rendering, programs } = settings;
    this.parts = new RunningParts(rendering, platform, (workload) => this.gone.has(workload));
    this.programs = [...programs.binaries].map(([workload, binary]) =>
      platform.program(workload, binary, this.options(workload)),
    );
    this.shop = new Shop(platform, this.ingest);
  }

  /** Makes a folder for it, in which nothing runs yet. */
  static async place(settings: LiveSettings): Promise<Live> {
    const { rendering, programs } = settings;
    const gateway = workloadOf(rendering, "alloyGateway") ?? "";
    const grafana = workloadOf(rendering, "grafana") ?? "";
    const platform = await Platform.place(rendering, {
      parent: await runsFolder(),
      runs: ({ name }) => programs.binaries.has(name),
      // People and their programs know these by heart.
      wishes: {
        [`${grafana}/http`]: 3000,
        [`${gateway}/otlp-grpc`]: 4317,
        [`${gateway}/otlp-http`]: 4318,
      },
      others: shopPods({ sendsOtlp: programs.binaries.has(gateway) }),
    });
    return new Live(settings, platform);
  }

  /** Starts everything, and waits until it is ready or has failed. What fails does not keep the rest from running. */
  async start(): Promise<void> {
    const gateway = workloadOf(this.settings.rendering, "alloyGateway");
    const started = new Map(
      this.programs.map((program) => [program.settings.name, this.startOne(program)]),
    );
    // Its first words would be lost on a gateway that does not listen yet.
    const shop = (started.get(gateway ?? "") ?? Promise.resolve()).then(() => this.startShop());
    await Promise.all([...started.values(), shop]);
  }

  /** Names of the workloads whose pods run. */
  get names(): string[] {
    return this.programs.map(({ settings }) => settings.name);
  }

  /** Waits until nothing runs any more. */
  async ended(): Promise<void> {
    await Promise.all([...this.programs, ...this.shop.programs].map((program) => program.ended()));
  }

  /** Ends everything and removes what it wrote. Nothing of it is worth waiting for. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.shop.stop();
    await Promise.all(runningPrograms().map((program) => program.kill()));
    this.platform.remove();
  }

  /** What the programs of these parts said last. */
  lastWordsOf(parts: readonly PartName[]): string[] {
    const workloads = parts.map((part) => workloadOf(this.settings.rendering, part));
    return this.programs
      .filter(({ settings }) => workloads.includes(settings.name))
      .map((program) => program.tail());
  }

  /** The file that has the token for senders, where there is a gateway. */
  get tokenFile(): string | undefined {
    const { rendering } = this.settings;
    const gateway = workloadOf(rendering, "alloyGateway");
    if (gateway === undefined || !this.parts.has("alloyGateway")) return undefined;
    const placed = this.platform.pod(gateway);
    const { name } = rendering.plan.tokenSecret;
    const files = Object.entries(placed.pod.secrets);
    const [path] = files.find(([, { secret }]) => secret === name) ?? [];
    return path && placedPath(placed, path);
  }

  /** The gateway asks no API server: what it would find there are other pods than those that run here. */
  private options(workload: string): ProgramOptions {
    const { kubeconfig } = this.settings;
    const isAsking = recipeFor(this.platform.pod(workload).pod)?.needsKubernetes ?? false;
    return isAsking && kubeconfig !== undefined ? { kubeconfig } : {};
  }

  private get ingest() {
    if (!this.parts.has("alloyGateway")) return undefined;
    const url = this.parts.url("alloyGateway", "otlp-http");
    return { url, token: this.parts.secret("ingestToken") };
  }

  private async startOne(program: Program): Promise<void> {
    const { say } = this.settings;
    const { name } = program.settings;
    const began = Date.now();
    try {
      await program.start();
      say(`${name} is ready after ${((Date.now() - began) / 1000).toFixed(0)} s`);
      this.watch(program);
    } catch (error) {
      // One that is only slow may still come.
      if (program.pid === undefined) this.gone.add(name);
      this.tell(error);
    }
  }

  private async startShop(): Promise<void> {
    try {
      await this.shop.start();
      this.settings.say("the demo application is ready");
      for (const program of this.shop.programs) this.watch(program);
      this.shop.repeatJob().catch(this.tell);
    } catch (error) {
      this.tell(error);
    }
  }

  /** What goes wrong while everything is being ended is nobody's concern. */
  private readonly tell = (error: unknown): void => {
    if (!this.isStopping) this.settings.say((error as Error).message);
  };

  /** Tells when it ends by itself. */
  private watch(program: Program): void {
    void program.ended().then(() => {
      this.gone.add(program.settings.name);
      if (this.isStopping) return;
      this.settings.say(`${program.settings.name} has ended\n${program.tail()}`);
    });
  }
}

/** The folder in which each run has its own. */
async function runsFolder(): Promise<string> {
  const folder = join(cacheFolder(), "live");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new CommandError(
      `${folder} cannot be made: ${(error as Error).message}. Set PULUMI_LGTM_CACHE to a folder that you may write to.`,
    );
  }
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < NEEDED_BYTES) {
    throw new CommandError(
      `${folder} has ${megabytes(bavail * bsize)} of room, and it takes ${megabytes(NEEDED_BYTES)}. ` +
        "Make room, or set PULUMI_LGTM_CACHE to a folder of another disk.",
    );
  }
  return folder;
}
