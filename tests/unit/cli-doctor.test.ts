import assert from "node:assert/strict";
import { diagnose } from "../../cli/doctor/diagnosis";
import { remedyArgs } from "../../cli/doctor/examine";
import { shellLine } from "../../cli/shell-line";
import type { ReleaseRevision } from "../../cli/doctor/release-records";

/** Revisions 1, 2, … of a release, by their statuses. */
function history(name: string, ...statuses: string[]): ReleaseRevision[] {
  return statuses.map((status, index) => ({
    namespace: "monitoring",
    name,
    revision: index + 1,
    status,
    at: new Date("2026-03-04T05:06:07Z"),
    description: status === "failed" ? "context deadline exceeded" : "",
  }));
}

function remedies(revisions: ReleaseRevision[]): string[] {
  return diagnose(revisions).map(({ remedy }) => remedy.join(" "));
}

describe("doctor", () => {
  it("finds nothing wrong with what is deployed, or was uninstalled", () => {
    const revisions = [
      ...history("loki", "superseded", "failed", "deployed"),
      ...history("tempo", "uninstalled"),
    ];
    assert.deepEqual(diagnose(revisions), []);
    assert.deepEqual(diagnose([]), []);
  });

  it("uninstalls what never was whole", () => {
    const uninstall = ["uninstall loki --namespace monitoring --wait"];
    assert.deepEqual(remedies(history("loki", "pending-install")), uninstall);
    assert.deepEqual(remedies(history("loki", "failed", "pending-upgrade")), uninstall);
    assert.deepEqual(remedies(history("loki", "deployed", "uninstalling")), uninstall);
  });

  it("goes back to the last revision that was whole", () => {
    const back = (revision: number) => [`rollback loki ${revision} --namespace monitoring --wait`];
    assert.deepEqual(
      remedies(history("loki", "superseded", "deployed", "pending-upgrade")),
      back(2),
    );
    assert.deepEqual(remedies(history("loki", "deployed", "failed")), back(1));
    assert.deepEqual(
      remedies(history("loki", "superseded", "failed", "pending-rollback")),
      back(1),
    );
    assert.deepEqual(remedies(history("loki", "superseded", "superseded")), back(2));
  });

  it("says what happened, release by release", () => {
    const revisions = [
      ...history("tempo", "deployed", "failed"),
      ...history("loki", "pending-install"),
    ];
    const found = diagnose(revisions.reverse());
    assert.deepEqual(
      found.map(({ release, finding }) => `${release}: ${finding}`),
      [
        "monitoring/loki: revision 1 is pending-install since 2026-03-04T05:06:07Z: the install was killed half-way, and helm refuses every " +
          "other operation until that is cleared up. If an up still runs somewhere, wait for its end instead",
        "monitoring/tempo: revision 2 failed since 2026-03-04T05:06:07Z (helm: context deadline exceeded)",
      ],
    );
  });

  it("points helm at the cluster, in words that a shell takes as they are", () => {
    const [diagnosis] = diagnose(history("loki", "pending-install"));
    const cluster = { kubeconfig: "/home/a user/config", context: "prod@eu" };
    assert.equal(
      shellLine(["helm", ...remedyArgs(diagnosis!, cluster)]),
      "helm uninstall loki --namespace monitoring --wait --kubeconfig '/home/a user/config' --kube-context prod@eu",
    );
    assert.ok(!remedyArgs(diagnosis!, { kubeconfig: "k" }).includes("--kube-context"));
    assert.equal(shellLine(["it's"]), `'it'\\''s'`);
  });
});
