package io.infinitic.values;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.workflows.SendChannel;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChannelTypesTest {

  interface Tracked<E> {
    SendChannel<E> events();

    SendChannel<? extends List<E>> lists();
  }

  interface Parcel extends Tracked<Instant> {
    @SuppressWarnings("rawtypes")
    SendChannel anything();
  }

  private static String element(Class<?> workflow, String getter) throws NoSuchMethodException {
    return ChannelTypes.element(workflow, workflow.getMethod(getter)).getTypeName();
  }

  @Test
  void typeVariablesAreThoseOfTheWorkflow() throws Exception {
    assertThat(element(Parcel.class, "events")).contains("java.time.Instant");
    assertThat(element(Parcel.class, "lists")).contains("java.util.List", "java.time.Instant");
    assertThat(element(Tracked.class, "events")).contains("java.lang.Object");
    assertThat(element(Parcel.class, "anything")).contains("java.lang.Object");
  }
}
