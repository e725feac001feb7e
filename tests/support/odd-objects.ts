import { runInNewContext } from "node:vm";

/** Objects that are no plain data, or more of it than there is room for. */

export function cyclicMap(): Record<string, unknown> {
  const map: Record<string, unknown> = {};
  map.again = { deeper: map };
  return map;
}

export function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = { a: value };
  return value;
}

/** Two to the power of 40 values, of 40 objects. */
export function doubled(): unknown {
  let value: unknown = {};
  for (let i = 0; i < 40; i++) value = { a: value, b: value };
  return value;
}

export function withGaps(): unknown[] {
  const list: unknown[] = [];
  list[2] = "shop";
  return list;
}

/** What this makes is of another realm, as under some test runners: no instance of our own classes. */
export function fromAnotherRealm(source: string): unknown {
  return runInNewContext(source);
}

/** An instance of a class, with a value that would fit. */
export function settings(): unknown {
  return new (class Settings {
    readonly replicas = 1;
  })();
}

export function cyclicList(): unknown[] {
  const list: unknown[] = ["a"];
  list.push(list);
  return list;
}
export function wrongItems(count: number) {
  return {
    loki: { labels: Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`k${i}`, count])) },
  };
}
export function throwing() {
  return {
    get volume_enabled() {
      throw new Error("no");
    },
  };
}
export function hostileProxy() {
  return new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error("no");
      },
    },
  );
}
export function revokedProxy() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
