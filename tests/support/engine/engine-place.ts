import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { folderBackend } from "../../../cli/engine/backend";
import { type Session, openSession } from "../../../cli/engine/session";
import { type Environment, readEnvironment } from "../../../cli/environments";
import { type ControlPlane, startControlPlane } from "../../../sandbox/control-plane";
import { LiveCluster } from "./live-cluster";

const places: EnginePlace[] = [];

/** A control plane of its own, on which environments are opened as the commands do it. */
export class EnginePlace {
  private constructor(
    readonly folder: string,
    readonly plane: ControlPlane,
  ) {}

  static async start(): Promise<EnginePlace> {
    const folder = await mkdtemp(join(tmpdir(), "lgtm-engine-"));
    const plane = await startControlPlane({ stateDir: join(folder, "plane"), durable: false });
    const place = new EnginePlace(folder, plane);
    places.push(place);
    return place;
  }

  /** Everything that the engine writes: state, settings, logs. */
  get engineFolder(): string {
    return join(this.folder, "engine");
  }

  get cluster(): LiveCluster {
    return new LiveCluster(this.plane.kubeconfig);
  }

  /** An environment of the project, with some of its configuration changed. */
  async environment(name: string, changes: Environment["config"] = {}): Promise<Environment> {
    const file = join(this.folder, `Pulumi.${name}.yaml`);
    const config = { ...readEnvironment(name).config, ...changes };
    await writeFile(file, stringify({ config }));
    return readEnvironment(file);
  }

  open(environment: Environment): Promise<Session> {
    return openSession({
      environment,
      cluster: { kubeconfig: this.plane.kubeconfig },
      backend: folderBackend(this.engineFolder, {}),
      folder: this.engineFolder,
      progress: () => undefined,
    });
  }

  async stop(): Promise<void> {
    await this.plane.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** For `after` hooks: nothing outlives a suite, also where its `before` failed half-way. */
export async function stopEnginePlaces(): Promise<void> {
  await Promise.all(places.splice(0).map((place) => place.stop()));
}
