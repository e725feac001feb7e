import type { Config } from "../shared/merge";
import { POD_ADDRESS } from "../shared/pod-address";

/** What the parts need to be found by each other: by default they take the first private address that they see. */
export function distributedConfig(): Config {
  const ring = { kvstore: { store: "memberlist" }, instance_addr: POD_ADDRESS };
  return {
    segment_writer: {
      lifecycler: { address: POD_ADDRESS, ring: { kvstore: { store: "memberlist" } } },
    },
    distributor: { ring },
    overrides_exporter: { ring },
    frontend: { instance_addr: POD_ADDRESS },
    memberlist: { advertise_addr: POD_ADDRESS },
  };
}
