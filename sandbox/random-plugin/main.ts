import { main } from "@pulumi/pulumi/provider";
import { RandomProvider } from "./random-provider";

const POLL_MILLISECONDS = 500;

/** A killed engine does not end its plugins. */
function endWithEngine(): void {
  const engine = process.ppid;
  setInterval(() => {
    if (process.ppid !== engine) process.exit(1);
  }, POLL_MILLISECONDS).unref();
}

endWithEngine();
void main(new RandomProvider(), process.argv.slice(2));
