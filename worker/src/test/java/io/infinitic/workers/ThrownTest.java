package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.runtime.Thrown;
import org.junit.jupiter.api.Test;

/** Exceptions of users, whose methods are users' code. */
class ThrownTest {

  private static final class Hostile extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }
  }

  @Test
  void whatIsSuppressedIsLoggedToo() {
    RuntimeException plain = new RuntimeException("plain");
    plain.addSuppressed(new RuntimeException("also plain"));
    assertThat(Thrown.loggable(plain)).isSameAs(plain);
    RuntimeException hiding = new RuntimeException("hiding");
    hiding.addSuppressed(new RuntimeException("within", new Hostile()));
    assertThat(Thrown.loggable(hiding)).isNotSameAs(hiding).hasMessageContaining("hiding");
    assertThat(Thrown.loggable(new Hostile()).toString()).contains("Hostile");
  }

  @Test
  void whatIsSuppressedInCirclesHasAnEnd() {
    RuntimeException one = new RuntimeException("one");
    RuntimeException other = new RuntimeException("other");
    one.addSuppressed(other);
    other.addSuppressed(one);
    assertThat(Thrown.loggable(one)).isNotSameAs(one);
  }
}
