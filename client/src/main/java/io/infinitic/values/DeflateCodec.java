package io.infinitic.values;

import io.infinitic.exceptions.PayloadException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Compression, as zlib does it (RFC 1950), with its checksum. */
final class DeflateCodec implements PayloadCodec {

  static final String NAME = "deflate";

  private static final int BUFFER_BYTES = 8_192;

  private final int thresholdBytes;

  DeflateCodec(int thresholdBytes) {
    if (thresholdBytes < 1) {
      throw new IllegalArgumentException("a threshold of " + thresholdBytes + " bytes");
    }
    this.thresholdBytes = thresholdBytes;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Encoded> encode(byte[] bytes) {
    if (bytes.length < thresholdBytes) {
      return Optional.empty();
    }
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(bytes);
      deflater.finish();
      byte[] smaller = new byte[bytes.length - 1];
      int length = deflater.deflate(smaller);
      return deflater.finished()
          ? Optional.of(new Encoded(Arrays.copyOf(smaller, length)))
          : Optional.empty();
    } finally {
      deflater.end();
    }
  }

  @Override
  public byte[] decode(byte[] bytes, String parameter, int limitBytes) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(bytes);
      return inflate(inflater, limitBytes);
    } catch (DataFormatException e) {
      throw new PayloadException("the compressed bytes are damaged");
    } finally {
      inflater.end();
    }
  }

  private static byte[] inflate(Inflater inflater, int limitBytes) throws DataFormatException {
    ByteArrayOutputStream inflated = new ByteArrayOutputStream();
    byte[] buffer = new byte[BUFFER_BYTES];
    while (!inflater.finished()) {
      int length = inflater.inflate(buffer);
      if (length == 0 && !inflater.finished()) {
        throw new PayloadException("the compressed bytes are cut off");
      }
      if (length > limitBytes - inflated.size()) {
        throw new PayloadException(
            "it inflates to more than the limit of this process, " + limitBytes + " bytes");
      }
      inflated.write(buffer, 0, length);
    }
    return inflated.toByteArray();
  }
}
