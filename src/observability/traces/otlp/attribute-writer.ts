import type { AttributeValue } from '../ended-span.js';
import { ProtobufWriter } from './protobuf-writer.js';

// opentelemetry/proto/common/v1/common.proto (1.9.0, read 2026-11-29): KeyValue { key = 1; value = 2 },
// AnyValue { string_value = 1; bool_value = 2; int_value = 3; double_value = 4; array_value = 5 }
const KEY = 0x0a;
const VALUE = 0x12;
const TEXT = 0x0a;
const TRUTH = 0x10;
const WHOLE = 0x18;
const DOUBLE = 0x21;
const LIST = 0x2a;
const ITEM = 0x0a;

/** Texts that are longer hardly come twice. */
const MAX_KEPT = 64;

type Given = NonNullable<AttributeValue>;

/** Writes one attribute, always a list or never one; what has the value of the time before is copied, as most have. */
export class AttributeWriter {
  private readonly key: Uint8Array;
  private last: string | number | boolean | null = null;
  private written: Uint8Array | null = null;

  /** @param isDouble numbers are written as such even where they are whole, as the conventions want it of some. */
  constructor(
    name: string,
    private readonly isDouble: boolean,
  ) {
    const key = new ProtobufWriter();
    key.byte(KEY);
    key.text(name);
    key.byte(VALUE);
    this.key = key.take();
  }

  write(writer: ProtobufWriter, tag: number, value: Given): void {
    const mark = markOf(value);
    const isAsLast = mark !== null && mark === this.last;
    if (isAsLast && this.written !== null) {
      writer.raw(this.written);
      return;
    }
    const place = writer.length;
    writer.byte(tag);
    const begun = writer.begin();
    writer.raw(this.key);
    writeValue(writer, value, this.isDouble);
    writer.end(begun);
    this.last = mark;
    this.written = isAsLast ? writer.since(place) : null;
  }
}

/** Tells values of one attribute apart; `null` = it hardly comes twice. */
function markOf(value: Given): string | number | boolean | null {
  if (typeof value === 'string') return value.length > MAX_KEPT ? null : value;
  if (typeof value === 'object') return value.length === 1 ? markOf(value[0]!) : null;
  return value;
}

function writeValue(writer: ProtobufWriter, value: Given, isDouble: boolean): void {
  const begun = writer.begin();
  if (typeof value === 'string') {
    writer.byte(TEXT);
    writer.text(value);
  } else if (typeof value === 'boolean') {
    writer.byte(TRUTH);
    writer.byte(value ? 1 : 0);
  } else if (typeof value === 'number') writeNumber(writer, value, isDouble);
  else writeList(writer, value);
  writer.end(begun);
}

function writeNumber(writer: ProtobufWriter, value: number, isDouble: boolean): void {
  if (!isDouble && Number.isInteger(value) && Math.abs(value) < 2 ** 63) {
    writer.byte(WHOLE);
    writer.int64(value);
  } else {
    writer.byte(DOUBLE);
    writer.double(value);
  }
}

function writeList(writer: ProtobufWriter, items: readonly string[]): void {
  writer.byte(LIST);
  const begun = writer.begin();
  for (const item of items) {
    writer.byte(ITEM);
    writeValue(writer, item, false);
  }
  writer.end(begun);
}
