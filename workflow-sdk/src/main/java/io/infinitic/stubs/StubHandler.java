package io.infinitic.stubs;

import org.jspecify.annotations.Nullable;

/** What a synchronous call of a stub does. */
@FunctionalInterface
public interface StubHandler {
  @Nullable Object invoke(StubCall call) throws Throwable;
}
