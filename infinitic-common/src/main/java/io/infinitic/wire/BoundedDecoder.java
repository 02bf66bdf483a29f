package io.infinitic.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.InvalidNumberEncodingException;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Reads Avro binary that is in memory as a whole. Nothing is allocated for a length or a count that
 * the bytes cannot hold: Avro's own decoder believes a prefix that promises gigabytes.
 */
final class BoundedDecoder extends Decoder {

  /** Elements of all collections of a record together. One byte each may become a hundred. */
  static final int MOST_ELEMENTS = 500_000;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int elements;

  BoundedDecoder(byte[] bytes, int from) {
    this.bytes = bytes;
    end = bytes.length;
    at = from;
  }

  boolean isEnd() {
    return at == end;
  }

  @Override
  public void readNull() {}

  @Override
  public boolean readBoolean() throws IOException {
    return next() == 1;
  }

  @Override
  public int readInt() throws IOException {
    long value = readLong();
    if (value != (int) value) {
      throw new InvalidNumberEncodingException("not an int: " + value);
    }
    return (int) value;
  }

  @Override
  public long readLong() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      byte b = next();
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return value >>> 1 ^ -(value & 1);
      }
    }
    throw new InvalidNumberEncodingException("a number has more than 10 bytes");
  }

  @Override
  public float readFloat() throws IOException {
    return Float.intBitsToFloat((int) littleEndian(Float.BYTES));
  }

  @Override
  public double readDouble() throws IOException {
    return Double.longBitsToDouble(littleEndian(Double.BYTES));
  }

  @Override
  public Utf8 readString(@Nullable Utf8 old) throws IOException {
    return new Utf8(readString());
  }

  @Override
  public String readString() throws IOException {
    int length = length();
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  @Override
  public void skipString() throws IOException {
    at += length();
  }

  @Override
  public ByteBuffer readBytes(@Nullable ByteBuffer old) throws IOException {
    byte[] copy = new byte[length()];
    readFixed(copy, 0, copy.length);
    return ByteBuffer.wrap(copy);
  }

  @Override
  public void skipBytes() throws IOException {
    at += length();
  }

  @Override
  public void readFixed(byte[] into, int start, int length) throws IOException {
    require(length);
    System.arraycopy(bytes, at, into, start, length);
    at += length;
  }

  @Override
  public void skipFixed(int length) throws IOException {
    require(length);
    at += length;
  }

  @Override
  public int readEnum() throws IOException {
    return readInt();
  }

  @Override
  public int readIndex() throws IOException {
    return readInt();
  }

  @Override
  public long readArrayStart() throws IOException {
    return count();
  }

  @Override
  public long arrayNext() throws IOException {
    return count();
  }

  @Override
  public long skipArray() throws IOException {
    return skipBlocks();
  }

  @Override
  public long readMapStart() throws IOException {
    return count();
  }

  @Override
  public long mapNext() throws IOException {
    return count();
  }

  @Override
  public long skipMap() throws IOException {
    return skipBlocks();
  }

  private byte next() throws EOFException {
    if (at == end) {
      throw new EOFException("the message ends too early");
    }
    return bytes[at++];
  }

  private long littleEndian(int size) throws IOException {
    long value = 0;
    for (int i = 0; i < size; i++) {
      value |= (next() & 0xFFL) << 8 * i;
    }
    return value;
  }

  private int length() throws IOException {
    long length = readLong();
    require(length);
    return (int) length;
  }

  private void require(long length) throws EOFException {
    if (length < 0 || length > end - at) {
      throw new EOFException(
          "a length of " + length + " bytes, where the message has " + (end - at) + " more");
    }
  }

  /**
   * Elements of the next block. Each has a byte at least: no type of the contract is empty. What is
   * skipped may be of another writer's types, which may be empty: it counts as well.
   */
  private long count() throws IOException {
    long count = readLong();
    if (count < 0) { // then the block's size follows
      count = -count;
      readLong();
    }
    return counted(count);
  }

  private long skipBlocks() throws IOException {
    long count = readLong();
    while (count < 0) { // whoever wrote it has said how long the block is
      at += length();
      count = readLong();
    }
    return counted(count);
  }

  private long counted(long count) throws IOException {
    require(count);
    elements += (int) count;
    if (elements > MOST_ELEMENTS) {
      throw new IOException("more than " + MOST_ELEMENTS + " elements in the message's lists");
    }
    return count;
  }
}
