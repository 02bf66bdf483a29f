package io.infinitic.workers.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StaticStateTest {

  static class Clean {
    static final String NAME = "x";
    static final int LIMIT = 5;
    List<String> list;
  }

  static class Shared extends Clean {
    static int count;
    static final List<String> SEEN = List.of();
    static final AtomicInteger CALLS = new AtomicInteger();
  }

  @Test
  void constantsAndInstanceFieldsAreFine() {
    assertThat(StaticState.of(Clean.class)).isEmpty();
  }

  @Test
  void whatCanChangeIsNamedWithWhy() {
    assertThat(StaticState.of(Shared.class))
        .containsExactlyInAnyOrder("count (not final)", "SEEN (a List)", "CALLS (a AtomicInteger)");
  }
}
