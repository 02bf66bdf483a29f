package io.infinitic.values;

import java.util.Optional;

/** A codec that is known, but not written with. */
record ReadingCodec(PayloadCodec codec) implements PayloadCodec {

  @Override
  public String name() {
    return codec.name();
  }

  @Override
  public Optional<Encoded> encode(byte[] bytes) {
    return Optional.empty();
  }

  @Override
  public byte[] decode(byte[] bytes, String parameter, int limitBytes) {
    return codec.decode(bytes, parameter, limitBytes);
  }

  @Override
  public PayloadCodec forReading() {
    return this;
  }
}
