const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const BASE32_HEX = '0123456789ABCDEFGHIJKLMNOPQRSTUV';

/** Bytes in base64 for addresses, behind none, one and two other bytes: the digits that do not depend on those. */
export function inBase64(bytes: Buffer): string[] {
  return [0, 1, 2].map((before) => digits(bytes, BASE64, before));
}

/** Bytes in base32 of both alphabets, behind none to four other bytes: the digits that do not depend on those. */
export function inBase32(bytes: Buffer): string[] {
  return [0, 1, 2, 3, 4].flatMap((before) =>
    [BASE32, BASE32_HEX].map((alphabet) => digits(bytes, alphabet, before)),
  );
}

/** The digits that hold bits of the bytes alone, where so many other bytes stand before them. */
function digits(bytes: Buffer, alphabet: string, before: number): string {
  const bitsEach = Math.log2(alphabet.length);
  const from = Math.ceil((8 * before) / bitsEach);
  const end = Math.floor((8 * (before + bytes.length)) / bitsEach);
  let [text, held, bits] = ['', 0, 0];
  for (const byte of [...Buffer.alloc(before), ...bytes]) {
    held = ((held << 8) | byte) & 0xffff;
    for (bits += 8; bits >= bitsEach; bits -= bitsEach)
      text += alphabet[(held >> (bits - bitsEach)) & (alphabet.length - 1)];
  }
  return text.slice(from, end);
}
