package io.infinitic.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.stubs.StubCall;
import io.infinitic.stubs.Stubs;
import org.junit.jupiter.api.Test;

class StubsTest {

  private record Order(int lamps) {}

  private interface Finding {
    Order[] find(int[][] places);
  }

  public interface Shop extends Finding {
    void sell(Order order);
  }

  interface Hidden {
    void call();
  }

  private static <T> T stub(Class<T> type) {
    return Stubs.create(type, call -> null);
  }

  @Test
  void typesOfTheMethodsNeedNotBePublic() {
    Shop shop = stub(Shop.class);
    StubCall sold = Stubs.capture(() -> shop.sell(new Order(2)));
    assertThat(sold.method().getName()).isEqualTo("sell");
    assertThat(sold.arguments()).containsExactly(new Order(2));
    StubCall found = Stubs.capture(() -> shop.find(new int[0][]));
    assertThat(found.method().getName()).isEqualTo("find");
  }

  @Test
  void interfaceNeedNotBePublic() {
    Hidden hidden = stub(Hidden.class);
    assertThat(Stubs.capture(hidden::call).type()).isEqualTo(Hidden.class);
  }
}
