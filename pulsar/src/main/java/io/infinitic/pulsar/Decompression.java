package io.infinitic.pulsar;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.Map;
import org.apache.pulsar.common.api.proto.CompressionType;
import org.apache.pulsar.common.compression.CompressionCodec;
import org.apache.pulsar.common.compression.CompressionCodecProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds what a message may become when it is decompressed. Pulsar's client does that before
 * anybody can look at the message, and allocates as much as the message claims, hundreds of
 * megabytes within the size limit of the broker. It offers no setting for it, but all its consumers
 * take their codecs from one table. A message that a codec refuses is discarded by the client.
 */
final class Decompression {

  /** Several times what brokers take, and more than is ever sent. */
  private static final int MOST_BYTES = 32 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(Decompression.class);

  private Decompression() {}

  /** From now on, in this process. */
  @SuppressWarnings("unchecked") // the table's type, which nothing but its field says
  static synchronized void bound() {
    try {
      Field table = CompressionCodecProvider.class.getDeclaredField("codecs");
      table.setAccessible(true);
      ((Map<CompressionType, CompressionCodec>) table.get(null))
          .replaceAll(
              (type, codec) ->
                  type == CompressionType.NONE || codec instanceof Bounded
                      ? codec
                      : new Bounded(codec));
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn(
          "INF-3020 this version of Pulsar's client sets no bound to the size of compressed"
              + " messages: {}",
          e.toString());
    }
  }

  private record Bounded(CompressionCodec codec) implements CompressionCodec {
    @Override
    public ByteBuf encode(ByteBuf raw) {
      return codec.encode(raw);
    }

    @Override
    public ByteBuf decode(ByteBuf encoded, int uncompressedLength) throws IOException {
      if (uncompressedLength < 0 || uncompressedLength > MOST_BYTES) {
        LOG.warn(
            "INF-3021 a message of {} bytes that claims to be {} when decompressed is discarded; at"
                + " most {} are accepted",
            encoded.readableBytes(),
            Integer.toUnsignedString(uncompressedLength),
            MOST_BYTES);
        throw new IOException("more than " + MOST_BYTES + " bytes when decompressed");
      }
      try {
        return codec.decode(encoded, uncompressedLength);
      } catch (RuntimeException e) { // or it would end the connection, and come again with the next
        throw new IOException("not compressed as it claims", e);
      }
    }
  }
}
