import { context, metrics } from "@opentelemetry/api";
import { suppressTracing } from "@opentelemetry/core";
import { ask, serve, type Reply } from "./http";
import { log } from "./log";
import { profileRoutes } from "./profiles";
import { peer, port } from "./place";

const ARTICLES = ["tea", "mug", "kettle", "honey", "spoon"] as const;
/** Two customers a second: enough to look at, and hardly any work. */
const CUSTOMER_MILLISECONDS = 500;

const visits = metrics.getMeter("shop").createCounter("shop.visits");

/** What customers see. It has customers of its own, who come one after the other. */
async function frontend(): Promise<void> {
  await serve(port(), { "GET /basket/": buy, ...profileRoutes() });
  setInterval(() => {
    // The trace begins with the shop: a customer's browser has none here.
    void context.with(suppressTracing(context.active()), visit).catch((error: unknown) => {
      log("error", "a customer got no answer", { error: String(error) });
    });
  }, CUSTOMER_MILLISECONDS);
}

async function visit(): Promise<void> {
  const basket = ARTICLES.filter(() => Math.random() < 0.4);
  await ask("GET", `${peer("frontend")}/basket/${basket.join("+") || "tea"}`);
}

async function buy(basket: string): Promise<Reply> {
  const articles = basket.split("+");
  visits.add(1);
  const stocks = await Promise.all(
    articles.map((article) => ask("GET", `${peer("inventory")}/stock/${article}`)),
  );
  if (stocks.some(({ status }) => status !== 200)) {
    log("warn", "an article is sold out", { basket });
    return { status: 409, body: { error: "sold out" } };
  }
  const order = await ask("POST", `${peer("checkout")}/orders`, { articles });
  log(order.status < 500 ? "info" : "error", "a basket was brought to the checkout", {
    basket,
    status: order.status,
  });
  return order;
}

void frontend();
