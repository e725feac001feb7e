import assert from "node:assert/strict";
import { Autoscaling, checkPartArgs, partSizesField } from "../../components/shared/part-sizes";
import { Problems } from "../../components/shared/problems";
import { Place } from "../../components/shared/place";
import { Topology } from "../../components/shared/topology";

const resources = { cpu: "1", memory: "1Gi", memoryLimit: "2Gi" };
const field = partSizesField({
  ingester: { replicas: 3, minReplicas: 3, resources, minMemoryLimit: "256Mi", size: "10Gi" },
  querier: { replicas: 2, resources, scalesTo: 6 },
  compactor: { replicas: 1, maxReplicas: 1, resources },
});

function read(components: object) {
  const problems = new Problems();
  const sizes = field.read(components, new Place("components", problems));
  return { sizes, lines: problems.list.map((p) => `${p.path}: got ${p.given}; ${p.allowed}`) };
}

function checked(args: object, topology: Topology, autoscaling: Autoscaling = Autoscaling.None) {
  const problems = new Problems();
  const spec = { topology, autoscaling, components: { ingester: {}, querier: {} } };
  checkPartArgs(args, spec, ["components", "gateway"], new Place("", problems));
  return problems.list.map((p) => `${p.path}: ${p.allowed}; write ${p.write}`);
}

describe("sizes of parts", () => {
  it("are those of the part where nothing is said", () => {
    assert.deepEqual(read({}).sizes, {
      ingester: {
        replicas: 3,
        resources: { ...resources, cpuLimit: undefined },
        persistence: { size: "10Gi", storageClass: undefined },
      },
      querier: {
        replicas: 2,
        resources: { ...resources, cpuLimit: undefined },
        autoscaling: { min: 2, max: 6, targetCpu: 70 },
      },
      compactor: { replicas: 1, resources: { ...resources, cpuLimit: undefined } },
    });
  });

  it("scale between what is said, and from the replicas upwards where nothing is", () => {
    const bounds = (querier: object) => read({ querier }).sizes.querier.autoscaling;
    assert.deepEqual(bounds({ replicas: 4 }), { min: 4, max: 6, targetCpu: 70 });
    assert.deepEqual(bounds({ replicas: 9 }), { min: 9, max: 9, targetCpu: 70 });
    const autoscaling = { min: 3, max: 30, targetCpu: 50 };
    assert.deepEqual(bounds({ autoscaling }), autoscaling);
  });

  const bad: [string, object, string[]][] = [
    [
      "fewer pods than work, and more",
      { ingester: { replicas: 2 }, compactor: { replicas: 2 } },
      [
        "components.ingester.replicas: got 2; a whole number from 3",
        "components.compactor.replicas: got 2; a whole number from 1 to 1",
      ],
    ],
    [
      "a volume of a part that keeps nothing",
      { querier: { persistence: { size: "1Gi" } } },
      [
        'components.querier.persistence: got "persistence"; one of "replicas", "resources", "autoscaling"',
      ],
    ],
    [
      "more pods at least than at most",
      { querier: { autoscaling: { min: 5, max: 4 } } },
      ["components.querier.autoscaling.max: got 4; at least min, 5"],
    ],
    [
      "less memory than it starts with",
      { ingester: { resources: { memory: "64Mi", memoryLimit: "128Mi" } } },
      [
        'components.ingester.resources.memoryLimit: got "128Mi"; a Kubernetes quantity of at least 256Mi',
      ],
    ],
  ];
  for (const [what, components, lines] of bad) {
    it(`refuse ${what}`, () => {
      assert.deepEqual(read(components).lines, lines);
    });
  }

  it("are refused where no chart makes the parts", () => {
    assert.deepEqual(checked({ components: {}, gateway: false }, Topology.Single), [
      'components: nothing in topology single, which is not made by a chart; write topology "distributed", or remove it',
      'gateway: nothing in topology single, which is not made by a chart; write topology "distributed", or remove it',
    ]);
  });

  it("stand in the place of the size of the whole", () => {
    const whole = { resources: { cpu: "1" }, persistence: { size: "1Gi", storageClass: "fast" } };
    assert.deepEqual(checked(whole, Topology.Distributed), [
      "resources: nothing in topology distributed, in which every part has its own; write it under `components`",
      "persistence.size: nothing in topology distributed, in which every part has its own; write it under `components`",
    ]);
    assert.deepEqual(checked(whole, Topology.Single), []);
  });

  it("have no bounds while nothing scales", () => {
    const args = { components: { querier: { autoscaling: { max: 9 } } } };
    assert.deepEqual(checked(args, Topology.Distributed), [
      'components.querier.autoscaling: nothing while `autoscaling` is "none"; write `autoscaling: "hpa"` as well',
    ]);
    assert.deepEqual(checked(args, Topology.Distributed, Autoscaling.Keda), []);
  });
});
