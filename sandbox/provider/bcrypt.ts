import { randomBytes } from "node:crypto";

/**
 * bcrypt (Provos and Mazières, 1999), for `RandomPassword.bcryptHash`: Node's OpenSSL has no such function. Tested against known hashes.
 * Blowfish's tables are the digits of pi, so they are computed and not copied.
 */
const COST = 10;
const ALPHABET = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const MAGIC = "OrpheanBeholderScryDoubt";

/** Longer passwords are cut by the algorithm; the official provider does the same. */
const KEY_LIMIT = 72;

const SUBKEYS = 18;
const BOX = 256;

export function bcryptHash(password: string, salt: Buffer = randomBytes(16), cost = COST): string {
  const bytes = Buffer.from(password, "utf8").subarray(0, KEY_LIMIT);
  const key = Buffer.concat([bytes, Buffer.from([0])]).subarray(0, KEY_LIMIT);
  const cipher = new Blowfish();
  cipher.expand(key, salt);
  const none = Buffer.alloc(16);
  for (let round = 0; round < 2 ** cost; round++) {
    cipher.expand(key, none);
    cipher.expand(salt, none);
  }
  const text = Buffer.from(MAGIC, "ascii");
  for (let offset = 0; offset < text.length; offset += 8) {
    for (let round = 0; round < 64; round++) cipher.encryptBlock(text, offset);
  }
  const rounds = String(cost).padStart(2, "0");
  return `$2a$${rounds}$${base64(salt)}${base64(text.subarray(0, 23))}`;
}

/** Base64 with an alphabet and an end of its own. */
function base64(bytes: Buffer): string {
  const standard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const plain = bytes.toString("base64").replaceAll("=", "");
  return Array.from(plain, (character) => ALPHABET.charAt(standard.indexOf(character))).join("");
}

class Blowfish {
  private readonly words: Uint32Array;

  constructor() {
    this.words = Uint32Array.from(piWords());
  }

  /** Mixes a key and a salt into subkeys and boxes, which lie one after the other. */
  expand(key: Buffer, salt: Buffer): void {
    const { words } = this;
    for (let i = 0, at = 0; i < SUBKEYS; i++, at += 4) words[i] = at32(words, i) ^ cycled(key, at);
    const block = Buffer.alloc(8);
    for (let i = 0, at = 0; i < words.length; i += 2, at += 8) {
      for (let b = 0; b < 8; b++) block[b] = byte(block, b) ^ byte(salt, (at + b) % salt.length);
      this.encryptBlock(block, 0);
      words[i] = block.readUInt32BE(0);
      words[i + 1] = block.readUInt32BE(4);
    }
  }

  encryptBlock(block: Buffer, offset: number): void {
    const { words } = this;
    let left = block.readUInt32BE(offset) ^ at32(words, 0);
    let right = block.readUInt32BE(offset + 4);
    for (let round = 1; round <= 16; round++) {
      const next = right ^ mixed(words, left) ^ at32(words, round);
      right = left;
      left = next;
    }
    block.writeUInt32BE((right ^ at32(words, 17)) >>> 0, offset);
    block.writeUInt32BE(left >>> 0, offset + 4);
  }
}

function mixed(words: Uint32Array, value: number): number {
  const a = at32(words, SUBKEYS + (value >>> 24));
  const b = at32(words, SUBKEYS + BOX + ((value >>> 16) & 255));
  const c = at32(words, SUBKEYS + 2 * BOX + ((value >>> 8) & 255));
  const d = at32(words, SUBKEYS + 3 * BOX + (value & 255));
  return (((a + b) ^ c) + d) | 0;
}

function at32(words: Uint32Array, index: number): number {
  return words[index] ?? 0;
}

function byte(bytes: Buffer, index: number): number {
  return bytes[index] ?? 0;
}

function cycled(key: Buffer, at: number): number {
  let word = 0;
  for (let i = 0; i < 4; i++) word = (word << 8) | byte(key, (at + i) % key.length);
  return word;
}

let pi: Uint32Array | undefined;

/** The fraction of pi in words of 32 bits, by Machin's formula: pi = 16 arctan(1/5) - 4 arctan(1/239). */
function piWords(): Uint32Array {
  if (pi !== undefined) return pi;
  const count = SUBKEYS + 4 * BOX;
  const guard = 64n;
  const scale = BigInt(count * 32) + guard;
  const fraction =
    16n * arctanOfInverse(5n, scale) - 4n * arctanOfInverse(239n, scale) - (3n << scale);
  const hex = (fraction >> guard).toString(16).padStart(count * 8, "0");
  pi = Uint32Array.from({ length: count }, (_, i) => parseInt(hex.slice(i * 8, i * 8 + 8), 16));
  return pi;
}

function arctanOfInverse(n: bigint, scale: bigint): bigint {
  let term = (1n << scale) / n;
  let sum = term;
  for (let k = 3n, sign = -1n; term > 0n; k += 2n, sign = -sign) {
    term /= n * n;
    sum += (sign * term) / k;
  }
  return sum;
}
