import { metrics } from "@opentelemetry/api";
import { ask } from "./http";
import { print } from "./log";
import { observed } from "./observed";
import { peer } from "./place";

/** Every how many runs it fails, as batch jobs do. */
const FAILS_EVERY = 4;

interface Order {
  outcome: string;
  price: number;
}

/** The batch job: sums up the last orders and ends. It prints its log, as programs do that know of no collector. */
async function report(): Promise<void> {
  const run = Number(process.env.RUN ?? 1);
  await observed("sales report", async () => {
    print("info", "the report begins", { run });
    const { body } = await ask("GET", `${peer("checkout")}/orders`);
    const orders = body as Order[];
    for (const outcome of new Set(orders.map((order) => order.outcome))) {
      const those = orders.filter((order) => order.outcome === outcome);
      const sum = those.reduce((total, { price }) => total + price, 0);
      print("info", "summed up", { outcome, orders: those.length, sum: Math.round(sum) });
    }
    metrics.getMeter("shop").createCounter("shop.report.orders").add(orders.length);
    if (run % FAILS_EVERY === 0) {
      print("error", "the report could not be written: the shelf for reports is full", { run });
      throw new Error("no room for the report");
    }
    print("info", "the report is written", { run, orders: orders.length });
  });
}

report().catch((error: unknown) => {
  console.error(String(error));
  process.exitCode = 1;
});
