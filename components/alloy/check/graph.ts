/** A node on the way from the first one, and those that it leads to and that are still to be visited. */
interface Step {
  node: string;
  targets: Iterator<string>;
}

/** The cycles of a graph, each once, beginning with the node that was reached first. Its paths may be of any length. */
export function findCycles(graph: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const path: Step[] = [];
  const places = new Map<string, number>();

  const enter = (node: string): void => {
    const place = places.get(node);
    if (place !== undefined) cycles.push(path.slice(place).map((step) => step.node));
    if (place !== undefined || done.has(node)) return;
    places.set(node, path.length);
    path.push({ node, targets: (graph.get(node) ?? new Set<string>()).values() });
  };

  for (const first of graph.keys()) {
    enter(first);
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const next = step.targets.next();
      if (next.done !== true) enter(next.value);
      else {
        path.pop();
        places.delete(step.node);
        done.add(step.node);
      }
    }
  }
  return cycles;
}
