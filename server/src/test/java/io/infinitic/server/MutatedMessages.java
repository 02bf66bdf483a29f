package io.infinitic.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.transport.Transport;
import io.infinitic.workers.MessageMutations;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/** Sends messages, in each of which a field is not as it should be, and says which they were. */
final class MutatedMessages {

  private static final int OF_A_KIND = 6;

  final MessageMutations mutations;
  private final Transport transport;
  private final Random random;
  private final List<String> sent = new ArrayList<>();

  /**
   * @param values of fields, by their names, in messages that are as they should be
   */
  MutatedMessages(Transport transport, Map<String, Object> values, Random random) {
    this.transport = transport;
    this.random = random;
    mutations = new MessageMutations(values);
  }

  /** Sends some that are made of a good one; of which the broker takes one at least. */
  void send(SpecificRecord good, Function<SpecificRecord, CompletableFuture<?>> sender) {
    AtomicInteger left = new AtomicInteger();
    mutations.mutate(good, (path, record) -> left.incrementAndGet());
    Set<Integer> chosen = new HashSet<>();
    for (int i = 0; i < OF_A_KIND; i++) {
      chosen.add(random.nextInt(left.get()));
    }
    Map<String, CompletableFuture<?>> all = new LinkedHashMap<>();
    mutations.mutate(
        good,
        (path, record) -> {
          if (chosen.contains(left.decrementAndGet())) {
            all.put(path, sender.apply(record));
          }
        });
    transport.flush();
    all.values().removeIf(each -> each.handle((done, error) -> error != null).join());
    assertThat(all).as("what is sent of %s", good.getSchema().getName()).isNotEmpty();
    sent.addAll(all.keySet());
  }

  @Override
  public String toString() {
    return sent.toString();
  }
}
