import { deepEqual } from "node:assert/strict";
import { findCycles } from "../../components/alloy/check/graph";

/** Edges as `a>b`. */
function graph(...edges: string[]): Map<string, Set<string>> {
  const nodes = new Map<string, Set<string>>();
  for (const edge of edges) {
    const [from = "", to = ""] = edge.split(">");
    nodes.set(from, (nodes.get(from) ?? new Set()).add(to));
  }
  return nodes;
}

/** A path of so many edges, longer than calls can be nested. */
function path(length: number): string[] {
  return Array.from({ length }, (_, i) => `${i}>${i + 1}`);
}

describe("cycles between components of Alloy", () => {
  const cases: [string, string[], string[][]][] = [
    ["none on two ways to the same place", ["a>b", "a>c", "b>d", "c>d"], []],
    ["a component that refers to itself", ["a>a"], [["a"]]],
    ["a cycle behind a way that leads there", ["a>b", "b>c", "c>b"], [["b", "c"]]],
    [
      "two cycles through one component",
      ["a>b", "b>a", "a>c", "c>a"],
      [
        ["a", "b"],
        ["a", "c"],
      ],
    ],
    ["two cycles apart from each other", ["a>a", "b>c", "c>b"], [["a"], ["b", "c"]]],
    ["none on a way of any length", path(50_000), []],
  ];
  for (const [what, edges, cycles] of cases) {
    it(`are found: ${what}`, () => {
      deepEqual(findCycles(graph(...edges)), cycles);
    });
  }

  it("are found: one of any length", () => {
    const [cycle, ...others] = findCycles(graph(...path(50_000), "50000>0"));
    deepEqual(others, []);
    deepEqual(cycle?.length, 50_001);
    deepEqual(cycle.slice(0, 3), ["0", "1", "2"]);
  });
});
