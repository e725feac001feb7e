import type { Replica } from "./replica-set";

/**
 * Stands for the Service in front of replicas: each request goes to the next of those that are ready. As in a
 * cluster nobody tries again elsewhere what failed, and a replica that ends gets nothing any more at once.
 */
export class Service {
  private readonly ready = new Set<Replica>();
  private turn = 0;

  constructor(private readonly replicas: readonly Replica[]) {
    for (const replica of replicas) this.ready.add(replica);
  }

  /** URL of the replica whose turn it is. */
  url(): string {
    const ready = this.replicas.filter((replica) => this.ready.has(replica));
    const replica = ready[this.turn++ % ready.length];
    if (!replica) throw new Error("no replica is ready");
    return replica.url;
  }

  /** Kills one with SIGKILL. What it was working at fails. */
  async kill(replica: Replica): Promise<void> {
    this.ready.delete(replica);
    await replica.program.kill();
  }

  /** Starts one, which gets requests again as soon as it is ready. */
  async start(replica: Replica): Promise<void> {
    await replica.program.start();
    this.ready.add(replica);
  }

  /** Ends one as Kubernetes ends a pod, and starts it again. */
  async restart(replica: Replica): Promise<void> {
    this.ready.delete(replica);
    await replica.program.terminate();
    await this.start(replica);
  }
}
