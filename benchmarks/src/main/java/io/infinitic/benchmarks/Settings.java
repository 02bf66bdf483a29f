package io.infinitic.benchmarks;

import io.infinitic.benchmarks.cluster.BrokerSettings;
import io.infinitic.benchmarks.cluster.Layout;
import io.infinitic.benchmarks.cluster.Store;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a run was told.
 *
 * @param broker how its broker is set
 * @param rounds how often each is measured
 * @param scale what counts are multiplied by
 */
record Settings(Store store, Layout layout, BrokerSettings broker, int rounds, double scale) {

  /** By name, for people. */
  Map<String, Object> described() {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("store", store.name());
    described.put("layout", layout.toString());
    described.put("rounds", rounds);
    described.put("scale", scale);
    described.put("partitions", broker.partitions());
    described.put("heap", layout.heap());
    described.put("journal", broker.durability());
    described.put("checkpoints", store.durability());
    broker.others().forEach((name, value) -> described.put("broker's " + name, value));
    return described;
  }
}
