import assert from "node:assert/strict";
import { remedyFor } from "../../cli/doctor/killed-releases";
import type { ReleaseRevision } from "../../cli/doctor/release-records";

const revision = (number: number, status: string): ReleaseRevision => ({
  namespace: "mon",
  name: "loki",
  revision: number,
  status,
  at: new Date(0),
  description: "",
});

const remedy = (operation: string, ...history: ReleaseRevision[]) =>
  remedyFor(operation, "loki", "mon", history)?.join(" ");

describe("a Helm release that a killed run was working on", () => {
  it("goes where it was being made, whatever helm has come to", () => {
    const uninstall = "uninstall loki --namespace mon --wait";
    assert.equal(remedy("creating", revision(1, "pending-install")), uninstall);
    assert.equal(remedy("creating", revision(1, "failed")), uninstall);
    // Helm had done its work, and Pulumi could not write it down: it would refuse the name.
    assert.equal(remedy("creating", revision(1, "deployed")), uninstall);
    assert.equal(remedy("creating"), undefined);
  });

  it("goes back where it was being changed and is not whole", () => {
    const history = [revision(1, "superseded"), revision(2, "pending-upgrade")];
    assert.equal(remedy("updating", ...history), "rollback loki 1 --namespace mon --wait");
    const done = [revision(1, "superseded"), revision(2, "deployed")];
    assert.equal(remedy("updating", ...done), undefined);
    assert.equal(remedy("deleting"), undefined);
  });
});
