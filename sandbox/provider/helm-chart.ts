import type { ConstructRequest } from "@pulumi/pulumi/proto/provider_pb";
import { ConstructResponse } from "@pulumi/pulumi/proto/provider_pb";
import { chartObjects } from "./chart-objects";
import type { ChartStore } from "./chart-store";
import { ComponentMonitor, type Registered } from "./component-monitor";
import type { EngineLog } from "./engine-log";
import type { HelmCli } from "./helm-cli";
import { renderChart } from "./helm-template";
import { type JsonObject, objectAt, stringAt } from "./json";
import type { CallContext } from "./rpc";
import { containsUnknown, redact, resourceReference, unwrapObject } from "./secrets";
import type { Session, Sessions } from "./session";
import { fromStruct, toStruct } from "./struct";

/** `helm.v4.Chart`: no release, but every object of the chart as a resource of its own. */
export class HelmChartComponent {
  constructor(
    private readonly sessions: Sessions,
    private readonly helm: HelmCli,
    private readonly charts: ChartStore,
    private readonly log: EngineLog,
    private readonly version: string,
  ) {}

  async construct(request: ConstructRequest, context: CallContext): Promise<ConstructResponse> {
    const monitor = new ComponentMonitor(request, this.version);
    try {
      const session = this.sessions.of(context);
      const urn = await monitor.component();
      const inputs = fromStruct(request.getInputs());
      const response = new ConstructResponse().setUrn(urn);
      if (containsUnknown(inputs)) {
        const message =
          "Some of its inputs are not known yet: the preview does not show its objects.";
        this.log.warn(context, urn, message);
        return response;
      }
      const children = await this.children(session, monitor, {
        urn,
        name: request.getName(),
        inputs,
      });
      const resources = children.map((child) => resourceReference(child, this.version));
      await monitor.outputs(urn, { resources });
      return response.setState(toStruct({ resources }));
    } finally {
      monitor.close();
    }
  }

  private async children(
    session: Session,
    monitor: ComponentMonitor,
    component: { urn: string; name: string; inputs: JsonObject },
  ): Promise<Registered[]> {
    const { urn, name } = component;
    const inputs = withDefaults(unwrapObject(component.inputs), name, session.namespace);
    const text = await this.render(session, inputs).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      throw new Error(`Helm chart ${name}: ${redact(message, component.inputs)}`);
    });
    const objects = await chartObjects(text, session.api.discovery, {
      prefix: typeof inputs.resourcePrefix === "string" ? inputs.resourcePrefix : name,
      namespace: stringAt(inputs, "namespace") ?? session.namespace,
      skipAwait: inputs.skipAwait === true,
    });
    const registered: Registered[] = [];
    for (const layer of [0, 1]) {
      const dependsOn = registered.map((each) => each.urn);
      const now = objects.filter((object) => object.layer === layer);
      const settled = await Promise.allSettled(
        now.map((object) =>
          monitor.child(urn, { ...object, dependsOn, retainOnDelete: object.keep }),
        ),
      );
      // Only once all have ended: the engine would lose those that are still on their way.
      const failed = settled.find((each) => each.status === "rejected");
      if (failed !== undefined) throw failed.reason;
      registered.push(
        ...settled.flatMap((each) => (each.status === "fulfilled" ? each.value : [])),
      );
    }
    return registered;
  }

  private async render(session: Session, inputs: JsonObject): Promise<string> {
    const chart = await this.charts.locate(inputs);
    // Hooks are dropped and lookups answered, as by the official provider.
    const options = { lookups: true, hooks: false, crds: inputs.skipCrds !== true };
    return renderChart(this.helm, session, { inputs, chart }, options);
  }
}

function withDefaults(inputs: JsonObject, name: string, namespace: string): JsonObject {
  const renderer = objectAt(inputs, "postRenderer");
  return {
    ...inputs,
    name: stringAt(inputs, "name") ?? name,
    namespace: stringAt(inputs, "namespace") ?? namespace,
    ...(renderer.command !== undefined && {
      postrender: renderer.command,
      postRendererArgs: renderer.args,
    }),
  };
}
