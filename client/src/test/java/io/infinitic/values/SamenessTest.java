package io.infinitic.values;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SamenessTest {

  private static final AtomicInteger COMPARISONS = new AtomicInteger();

  /** Counts how often two are compared. */
  public static final class Line {
    public int number;

    static Line of(int number) {
      Line line = new Line();
      line.number = number;
      return line;
    }

    @Override
    public boolean equals(Object other) {
      COMPARISONS.incrementAndGet();
      return other instanceof Line line && line.number == number;
    }

    @Override
    public int hashCode() {
      return number;
    }
  }

  /** Its set is read as a list. */
  public static final class Order {
    public Collection<Line> lines = new HashSet<>();
  }

  @Test
  void elementsOfASetAreNotComparedWithAllOthers() {
    Order order = new Order();
    for (int i = 0; i < 1_000; i++) {
      order.lines.add(Line.of(i));
    }
    Payloads payloads = Payloads.defaults().withTypesBeside(Order.class);
    COMPARISONS.set(0);
    Object back = payloads.readUndeclared(payloads.writeUndeclared(order, "value"), "value");
    assertThat(COMPARISONS.get()).isLessThan(10_000);
    assertThat(((Order) back).lines).containsExactlyInAnyOrderElementsOf(order.lines);
  }
}
