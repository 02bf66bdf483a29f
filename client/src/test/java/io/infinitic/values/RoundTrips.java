package io.infinitic.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import io.infinitic.exceptions.PayloadException;
import io.infinitic.schemas.Payload;
import java.lang.reflect.Type;

/** What tests say of values that are written and read by the same type. */
final class RoundTrips {

  record Box<T>(T content) {}

  private static final Payloads PAYLOADS = Payloads.defaults();

  private RoundTrips() {}

  static Type type(TypeReference<?> reference) {
    return reference.getType();
  }

  static void assertComesBack(Type type, Object value) {
    Payload payload = PAYLOADS.write(value, type, "value");
    assertThat(PAYLOADS.read(payload, type, "value")).isEqualTo(value);
  }

  static void assertIsRefused(Type type, Object value, CharSequence... told) {
    assertThatThrownBy(() -> PAYLOADS.write(value, type, "value"))
        .isInstanceOf(PayloadException.class)
        .hasMessageStartingWith("value cannot be written as ")
        .hasMessageContainingAll(told);
  }
}
