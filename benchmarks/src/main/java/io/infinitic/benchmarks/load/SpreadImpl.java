package io.infinitic.benchmarks.load;

import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.Workflow;
import java.util.ArrayList;
import java.util.List;

/** The workflow's class. */
public final class SpreadImpl extends Workflow implements Spread {
  private final Pass pass = newService(Pass.class);
  private final Sleeper sleeper = newService(Sleeper.class);

  @Override
  public int pass(int tasks, String text) {
    List<Deferred<String>> all = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      all.add(dispatch(pass::on, text));
    }
    return Deferred.and(all).await().size();
  }

  @Override
  public int sleep(int tasks) {
    List<Deferred<Integer>> all = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      all.add(dispatch(sleeper::sleep, i));
    }
    return Deferred.and(all).await().size();
  }
}
