package io.infinitic.values;

import io.infinitic.exceptions.PayloadException;
import java.util.Map;
import java.util.Optional;

/**
 * A step between the JSON of a value and the bytes that travel, such as compression or encryption.
 *
 * <p>A payload names the codecs that were applied to it, with their parameters, in clear text:
 * {@code json+deflate+aes-gcm:key-1}. Names and parameters are not secret. A codec is used by many
 * threads at once and keeps no state between calls.
 */
public interface PayloadCodec {

  /** Name of the codec that {@link #aesGcm} makes. */
  String ENCRYPTION = "aes-gcm";

  /** Values smaller than this many bytes are not compressed by {@link #deflate()}. */
  int DEFAULT_THRESHOLD_BYTES = 256;

  /**
   * Names the codec in payloads: letters, digits, dots, dashes and underscores. It may never change
   * while payloads with it exist.
   */
  String name();

  /**
   * Encodes a value.
   *
   * @return empty if the bytes are better left as they are; the payload doesn't name the codec then
   * @throws PayloadException if it cannot be encoded
   */
  Optional<Encoded> encode(byte[] bytes);

  /**
   * Undoes {@link #encode}.
   *
   * @param parameter what {@link Encoded#parameter} was
   * @param limitBytes the most bytes that may be returned
   * @throws PayloadException if that cannot be done; the message tells why, without contents
   */
  byte[] decode(byte[] bytes, String parameter, int limitBytes);

  /** This codec for a process that must read with it, but not write with it, or not yet. */
  default PayloadCodec forReading() {
    return new ReadingCodec(this);
  }

  /** Compression of values of at least {@link #DEFAULT_THRESHOLD_BYTES}. */
  static PayloadCodec deflate() {
    return deflate(DEFAULT_THRESHOLD_BYTES);
  }

  /**
   * Compression. Every process can read what is written with it, even without being given this
   * codec.
   *
   * @param thresholdBytes smaller values are left as they are
   */
  static PayloadCodec deflate(int thresholdBytes) {
    return new DeflateCodec(thresholdBytes);
  }

  /**
   * Encryption that also detects changed bytes. To rotate keys, first give all processes the new
   * key, then make it the current one, and keep the old one as long as payloads with it exist.
   *
   * @param current the id of the key to write with
   * @param keys 16, 24 or 32 bytes each, by their ids
   * @throws IllegalArgumentException if a key has another size, an id has other characters than
   *     those of {@link #name}, or the current key is not among them
   */
  static PayloadCodec aesGcm(String current, Map<String, byte[]> keys) {
    return new AesGcmCodec(current, keys);
  }

  /**
   * What {@link #encode} made of a value.
   *
   * @param bytes the encoded bytes
   * @param parameter what a reader must know before it decodes, such as the id of a key; of the
   *     same characters as {@link #name}, or empty
   */
  record Encoded(byte[] bytes, String parameter) {

    /** Without a parameter. */
    public Encoded(byte[] bytes) {
      this(bytes, "");
    }
  }
}
