import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as k8s from "@pulumi/kubernetes";
import { parse, stringify } from "yaml";
import { folderBackend } from "../../cli/engine/backend";
import { contextsOf } from "../../cli/engine/other-context";
import { stateResources } from "../../cli/engine/resource-tree";
import { openSession } from "../../cli/engine/session";
import { fixtureChart } from "../support/charts/package-chart";
import { EnginePlace, stopEnginePlaces } from "../support/engine/engine-place";

describe("one state and two contexts", function () {
  this.timeout("3m");
  let place: EnginePlace;
  let kubeconfig: string;

  before(async () => {
    place = await EnginePlace.start();
    const config = parse(readFileSync(place.plane.kubeconfig, "utf8")) as {
      contexts: { name: string; context: object }[];
    };
    const context = config.contexts[0]!.context;
    config.contexts = ["eu", "us"].map((name) => ({ name, context }));
    kubeconfig = join(place.folder, "kubeconfig");
    writeFileSync(kubeconfig, stringify(config));
  });

  after(stopEnginePlaces);

  /** The dev stack in the one backend, as `--context` opens it, with a program of one object and one chart. */
  async function open(context: string) {
    return openSession({
      environment: await place.environment("dev"),
      cluster: { kubeconfig, context },
      backend: folderBackend(place.engineFolder, {}),
      folder: join(place.folder, context),
      program: () => {
        new k8s.core.v1.ConfigMap("mark", { metadata: { name: "mark", namespace: "default" } });
        new k8s.helm.v4.Chart("web", { namespace: "default", chart: fixtureChart("web") });
      },
      progress: () => undefined,
    });
  }

  it("are told apart as soon as there are objects, and the first goes on", async () => {
    await open("us");
    const session = await open("eu");
    await session.stack.up();
    assert.deepEqual(contextsOf(await stateResources(session.stack)), ["eu"]);
    await assert.rejects(open("us"), /^Error: --context us: dev was brought up on .*, "eu", and/);
    await open("eu");
  });
});
