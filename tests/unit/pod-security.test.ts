import assert from "node:assert/strict";
import {
  SECURITY_EXCEPTIONS,
  combinedException,
  containerSecurity,
  podSecurity,
} from "../../components/shared/pod-security";

describe("Pod Security", () => {
  it("is restricted for a pod without exceptions", () => {
    assert.equal(combinedException(), undefined);
    assert.deepEqual(containerSecurity(), {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    assert.deepEqual(podSecurity(10001), {
      runAsNonRoot: true,
      runAsUser: 10001,
      runAsGroup: 10001,
      fsGroup: 10001,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    });
  });

  it("allows what one exception names and no more", () => {
    const { reason, root, capabilities, hostPid, hostNetwork } = combinedException("alloy-agent")!;
    assert.deepEqual(
      { reason, root, capabilities, hostPid, hostNetwork },
      {
        reason: SECURITY_EXCEPTIONS["alloy-agent"].reason,
        root: true,
        capabilities: ["DAC_READ_SEARCH"],
        hostPid: undefined,
        hostNetwork: undefined,
      },
    );
  });

  it("adds exceptions up, each capability once and in order", () => {
    const { reason, root, capabilities, hostPid, hostNetwork } = combinedException([
      "beyla-context-propagation",
      "alloy-agent",
      "beyla",
    ])!;
    assert.deepEqual(capabilities, [
      "BPF",
      "CHECKPOINT_RESTORE",
      "DAC_READ_SEARCH",
      "NET_ADMIN",
      "NET_RAW",
      "PERFMON",
      "SYS_PTRACE",
    ]);
    assert.deepEqual([root, hostPid, hostNetwork], [true, true, true]);
    assert.equal(
      reason,
      [
        SECURITY_EXCEPTIONS["beyla-context-propagation"].reason,
        SECURITY_EXCEPTIONS["alloy-agent"].reason,
        SECURITY_EXCEPTIONS.beyla.reason,
      ].join("; "),
    );
  });
});
