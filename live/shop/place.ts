/** The port that this service listens on. */
export function port(): number {
  return Number(process.env.PORT);
}

/** The URL of a service of the shop, from the variable of its name: `CHECKOUT_URL`. */
export function peer(service: string): string {
  const variable = `${service.toUpperCase()}_URL`;
  const url = process.env[variable];
  if (url === undefined) throw new Error(`${variable} is not set`);
  return url;
}
