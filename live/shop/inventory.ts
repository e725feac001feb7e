import { metrics } from "@opentelemetry/api";
import { setTimeout as pause } from "node:timers/promises";
import { serve, type Reply } from "./http";
import { log } from "./log";
import { observed } from "./observed";
import { port } from "./place";
import { profileRoutes } from "./profiles";

const FULL = 60;
/** How often the answer comes from the slow shelf. */
const SLOW_SHARE = 0.08;

const stock = new Map<string, number>();

/** Knows what is there. Now and then it has to look at the far end of the warehouse. */
async function inventory(): Promise<void> {
  metrics
    .getMeter("shop")
    .createObservableGauge("shop.stock")
    .addCallback((result) => {
      for (const [article, count] of stock) result.observe(count, { article });
    });
  await serve(port(), { "GET /stock/": look, ...profileRoutes() });
}

async function look(article: string): Promise<Reply> {
  if (Math.random() < SLOW_SHARE) {
    const milliseconds = 400 + Math.random() * 500;
    await observed("walk to the far shelf", () => pause(milliseconds));
    log("warn", "an article was on the far shelf", {
      article,
      milliseconds: Math.round(milliseconds),
    });
  }
  const left = (stock.get(article) ?? FULL) - 1;
  stock.set(article, left < 0 ? FULL : left);
  if (left < 0) {
    log("warn", "an article is sold out, and ordered anew", { article });
    return { status: 410, body: { article, left: 0 } };
  }
  return { status: 200, body: { article, left } };
}

void inventory();
