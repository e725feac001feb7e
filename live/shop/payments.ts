import { setTimeout as pause } from "node:timers/promises";
import { serve, type Reply } from "./http";
import { log } from "./log";
import { observed } from "./observed";
import { port } from "./place";
import { profileRoutes } from "./profiles";

const DECLINED_SHARE = 0.06;
const BROKEN_SHARE = 0.04;

/** Charges cards. Some are declined, and sometimes the bank does not answer. */
async function payments(): Promise<void> {
  await serve(port(), {
    "POST /charges": (_rest, body) => charge((body as { price: number }).price),
    ...profileRoutes(),
  });
}

async function charge(price: number): Promise<Reply> {
  const chance = Math.random();
  try {
    await observed("ask the bank", async () => {
      await pause(5 + Math.random() * 30);
      if (chance < BROKEN_SHARE) throw new Error("the bank does not answer");
    });
  } catch (error) {
    log("error", "a card could not be charged", { price, error: String(error) });
    throw error;
  }
  if (chance < BROKEN_SHARE + DECLINED_SHARE) {
    log("warn", "a card was declined", { price });
    return { status: 402, body: { error: "declined" } };
  }
  log("info", "a card was charged", { price });
  return { status: 200, body: { charged: price } };
}

void payments();
