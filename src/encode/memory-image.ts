/** Of a block, as the scanners load and store them; what they write begins where one does. */
const BLOCK_BYTES = 16;
const U32_BYTES = 4;

/** What is to stand in a scanner's memory, put together before there is so much of it: addresses are given out one after the other. */
export class MemoryImage {
  readonly #placed: (readonly [address: number, bytes: Uint8Array])[] = [];
  #end: number;

  constructor(start: number) {
    this.#end = aligned(start);
  }

  /** Behind everything. */
  get end(): number {
    return this.#end;
  }

  /** Where these bytes will be. */
  add(bytes: Uint8Array): number {
    const address = this.reserve(bytes.length);
    this.#placed.push([address, bytes]);
    return address;
  }

  /** Numbers of four bytes each, lowest byte first. */
  addNumbers(numbers: readonly number[]): number {
    const table = new DataView(new ArrayBuffer(numbers.length * U32_BYTES));
    for (const [index, number] of numbers.entries()) table.setUint32(index * U32_BYTES, number, true);
    return this.add(new Uint8Array(table.buffer));
  }

  /** A table of where each of these texts will be: address and length. */
  addTexts(texts: readonly Uint8Array[]): number {
    return this.addNumbers(texts.flatMap((text) => [this.add(text), text.length]));
  }

  /** Room for so many bytes. */
  reserve(bytes: number): number {
    const address = this.#end;
    this.#end = aligned(address + bytes);
    return address;
  }

  writeTo(memory: ArrayBuffer): void {
    for (const [address, bytes] of this.#placed) new Uint8Array(memory, address).set(bytes);
  }
}

function aligned(address: number): number {
  return BLOCK_BYTES * Math.ceil(address / BLOCK_BYTES);
}
