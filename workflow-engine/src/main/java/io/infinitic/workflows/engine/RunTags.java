package io.infinitic.workflows.engine;

import static io.infinitic.engine.RowKind.TAGGED;

import io.infinitic.engine.Ids;
import io.infinitic.schemas.TaggedRun;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** The tags of a run: what it is found by while it is open. */
final class RunTags {

  private RunTags() {}

  static void add(RunFold open, Collection<String> tags) {
    TreeSet<String> all = new TreeSet<>(open.run().tags());
    all.addAll(tags);
    open.change(open.run().withTags(List.copyOf(all)));
    for (String tag : tags) {
      open.fold()
          .rows()
          .put(
              Ids.tag(open.run().workflowName(), tag),
              TAGGED,
              open.run().workflowId(),
              new TaggedRun(open.run().workflowId(), open.run().runId()));
    }
  }

  static void remove(RunFold open, Collection<String> tags) {
    TreeSet<String> left = new TreeSet<>(open.run().tags());
    left.removeAll(tags);
    open.change(open.run().withTags(List.copyOf(left)));
    forget(open, tags);
  }

  /** The run is not found by these tags any more. */
  static void forget(RunFold open, Collection<String> tags) {
    for (String tag : tags) {
      open.fold()
          .rows()
          .remove(Ids.tag(open.run().workflowName(), tag), TAGGED, open.run().workflowId());
    }
  }
}
