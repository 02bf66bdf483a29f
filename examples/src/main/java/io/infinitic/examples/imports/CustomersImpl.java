package io.infinitic.examples.imports;

import io.infinitic.annotations.Batch;
import io.infinitic.tasks.BatchFailure;
import io.infinitic.tasks.TaskFailure;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Adds many customers by one call of the database. */
public class CustomersImpl implements Customers {

  /** How many were added by each call. */
  final List<Integer> calls = new CopyOnWriteArrayList<>();

  private final Map<String, Integer> numbers = new LinkedHashMap<>();

  @Override
  public int add(String name) {
    throw new UnsupportedOperationException("tasks run in batches");
  }

  /** By task id. */
  @Batch(maxMessages = 10, maxSeconds = 0.2)
  public synchronized Map<String, Integer> add(Map<String, String> names) {
    calls.add(names.size());
    Map<String, Integer> added = new HashMap<>();
    Map<String, Throwable> failed = new HashMap<>();
    names.forEach(
        (task, name) -> {
          if (name.isBlank()) {
            failed.put(task, new TaskFailure("a customer without name").notRetryable());
          } else {
            // A task may run twice: the second time, the customer is there.
            added.put(task, numbers.computeIfAbsent(name, n -> numbers.size() + 1));
          }
        });
    if (!failed.isEmpty()) {
      throw new BatchFailure(added, failed); // only those fail
    }
    return added;
  }
}
