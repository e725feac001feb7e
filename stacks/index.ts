import { program } from "./program";

// What `pulumi up`, `pulumi preview` and `pulumi destroy` run.
export const { namespace, agentsNamespace, endpoints, secrets, dataSourceUids } = program();
