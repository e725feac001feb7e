import { metrics, trace } from "@opentelemetry/api";
import { Histogram, Registry } from "prom-client";
import { ask, serve, type Reply } from "./http";
import { log } from "./log";
import { observed } from "./observed";
import { peer, port } from "./place";
import { profileRoutes } from "./profiles";

/** As many orders as the report may ask for. */
const KEPT = 500;
const PRICES = [3.5, 7.25, 12, 18.4, 29.9, 41.15, 55.5, 63.8] as const;

const orders = metrics.getMeter("shop").createCounter("shop.orders");

const registry = new Registry<typeof Registry.OPENMETRICS_CONTENT_TYPE>();
registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
/** By the client library of Prometheus, and scraped: OpenTelemetry for JavaScript sends no exemplars yet. */
const seconds = new Histogram<"outcome" | "trace_id">({
  name: "shop_checkout_seconds",
  help: "How long an order takes.",
  labelNames: ["outcome"],
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
  enableExemplars: true,
  registers: [registry],
});

const taken: { articles: string[]; outcome: string; price: number }[] = [];

/** Takes orders: finds the best price, and has it paid. */
async function checkout(): Promise<void> {
  await serve(port(), {
    "POST /orders": (_rest, body) => take((body as { articles: string[] }).articles),
    "GET /orders": () => ({ status: 200, body: taken }),
    "GET /metrics": async () => ({
      status: 200,
      body: await registry.metrics(),
      type: registry.contentType,
    }),
    ...profileRoutes(),
  });
}

async function take(articles: string[]): Promise<Reply> {
  const started = performance.now();
  const price = await observed("find the best price", () => bestPrice(articles.length));
  const payment = await ask("POST", `${peer("payments")}/charges`, { price });
  const outcome = outcomeOf(payment);
  orders.add(1, { outcome });
  taken.push({ articles, outcome, price });
  taken.splice(0, taken.length - KEPT);
  const traceId = trace.getActiveSpan()?.spanContext().traceId;
  seconds.observe({
    labels: { outcome },
    value: (performance.now() - started) / 1000,
    ...(traceId && { exemplarLabels: { trace_id: traceId } }),
  });
  if (outcome === "failed") log("error", "the payment failed", { price });
  return { status: outcome === "failed" ? 502 : payment.status, body: { outcome, price } };
}

function outcomeOf({ status }: Reply): string {
  if (status >= 500) return "failed";
  return status >= 400 ? "declined" : "paid";
}

/** Tries every combination of offers, which is foolish: this is what a profile is to show. */
function bestPrice(articles: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let offers = 0; offers < 2 ** (PRICES.length + 9); offers++) {
    best = Math.min(best, priceWith(offers, articles));
  }
  return Math.round(best * 100) / 100;
}

function priceWith(offers: number, articles: number): number {
  const discounts = PRICES.map((price, i) => ((offers >> i) & 1 ? price * 0.9 : price));
  return discounts.slice(0, articles).reduce((sum, price) => sum + price, 0);
}

void checkout();
