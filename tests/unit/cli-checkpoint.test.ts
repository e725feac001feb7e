import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { recoverCheckpoint } from "../../cli/engine/checkpoint";

describe("cli: a state that was being written when its engine was killed", () => {
  let root: string;
  let file: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "lgtm-checkpoint-"));
    const stacks = join(root, ".pulumi", "stacks", "lgtm");
    mkdirSync(stacks, { recursive: true });
    file = join(stacks, "dev.json");
    writeFileSync(`${file}.bak`, '{"before":1}');
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  /** What the state file holds after a recovery, and what was told. */
  async function recovered(content: string): Promise<{ content: string; lines: string[] }> {
    writeFileSync(file, content);
    const lines: string[] = [];
    const env = { PULUMI_BACKEND_URL: pathToFileURL(root).href };
    await recoverCheckpoint({ description: root, env }, "lgtm", "dev", (line) => lines.push(line));
    return { content: readFileSync(file, "utf8"), lines };
  }

  function lock(pid: number): void {
    const folder = join(root, ".pulumi", "locks", "organization", "lgtm", "dev");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "a.json"), JSON.stringify({ pid, hostname: hostname() }));
  }

  for (const [what, content] of [
    ["empty", ""],
    ["half written", '{"version":3,"chec'],
  ] as const) {
    it(`is the one before when it is ${what}`, async () => {
      const { content: now, lines } = await recovered(content);
      assert.equal(now, '{"before":1}');
      assert.equal(lines.length, 1);
      assert.match(lines[0]!, /going on from the state before/);
    });
  }

  it("stays when it is whole", async () => {
    assert.deepEqual(await recovered('{"now":2}'), { content: '{"now":2}', lines: [] });
  });

  it("stays when the one before is no better", async () => {
    writeFileSync(`${file}.bak`, "");
    assert.deepEqual(await recovered(""), { content: "", lines: [] });
  });

  it("stays while somebody is at work on it, and not when he is gone", async () => {
    lock(process.pid);
    assert.deepEqual(await recovered(""), { content: "", lines: [] });
    lock(2 ** 30);
    assert.equal((await recovered("")).content, '{"before":1}');
  });

  it("is read without the attributes that were being written, and with those that are whole", async () => {
    const folder = join(root, ".pulumi");
    const history = join(folder, "history", "lgtm", "dev");
    mkdirSync(history, { recursive: true });
    const halves = [
      `${file}.attrs`,
      join(folder, "meta.yaml.attrs"),
      join(history, "a.json.attrs"),
    ];
    const others = [`${file}.bak.attrs`, join(folder, "stacks", "lgtm", "device.json.attrs")];
    for (const half of halves) writeFileSync(half, "");
    writeFileSync(others[0]!, '{"md5":"x"}\n');
    writeFileSync(others[1]!, "");

    lock(process.pid);
    await recovered('{"now":2}');
    assert.deepEqual(halves.filter(existsSync), halves);

    lock(2 ** 30);
    assert.deepEqual(await recovered('{"now":2}'), { content: '{"now":2}', lines: [] });
    assert.deepEqual(halves.filter(existsSync), []);
    assert.deepEqual(others.filter(existsSync), others);
  });
});
