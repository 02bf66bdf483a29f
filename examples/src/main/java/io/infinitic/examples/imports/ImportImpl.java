package io.infinitic.examples.imports;

import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A tiny task here, a long one elsewhere, many small ones in batches. */
public class ImportImpl extends Workflow implements Import {

  private static final TaskOptions WATCHED =
      TaskOptions.defaults()
          .withHeartbeat(Duration.ofSeconds(30)) // given to another worker when it is silent
          .withRetry(RetryPolicy.defaults().withInitialDelay(Duration.ofMillis(10)));

  private final Files tiny = newService(Files.class, TaskOptions.local());
  private final Files files = newService(Files.class, WATCHED);
  private final Customers customers = newService(Customers.class);

  @Override
  public String load(String file) {
    List<Deferred<Integer>> added = new ArrayList<>();
    String stored = tiny.normalize(file);
    files.fetch(stored);
    for (String name : files.lines(stored)) {
      added.add(dispatch(customers::add, name));
    }
    int count = 0;
    for (Deferred<Integer> one : added) {
      try {
        one.await();
        count++;
      } catch (TaskFailedException e) {
        logger().warn("not added: {}", e.getFailure().getMessage());
      }
    }
    return count + " added, " + (added.size() - count) + " not";
  }
}
